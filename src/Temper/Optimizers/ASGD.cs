using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Averaged SGD (Polyak and Juditsky 1992; torch.optim.ASGD). State 0 is the average of the parameters.</summary>
/// <remarks>
/// g += weightDecay p; p *= 1 - lambd eta; p -= eta g; average += mu (p - average). After step t:
/// eta = lr / (1 + lambd lr t)^alpha and mu = 1 / max(1, t - t0); both in force from the next step on, eta starting at
/// lr and mu at 1. As in PyTorch, the net itself keeps the last p, not the average.
/// </remarks>
/// <param name="LearningRate">Default 1e-2.</param>
/// <param name="Lambd">Decay term; default 1e-4.</param>
/// <param name="Alpha">Power of eta's decay; default 0.75.</param>
/// <param name="T0">Step from which on the average is a mean; default 1e6.</param>
public sealed record ASGD(double LearningRate = 1e-2, double Lambd = 1e-4, double Alpha = 0.75, double T0 = 1e6) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 1;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireNotNegative(Lambd, nameof(Lambd));
        RequireNotNegative(Alpha, nameof(Alpha));
        RequireNotNegative(T0, nameof(T0));
    }

    /// <inheritdoc/>
    public override void Advance(in StepSettings settings, double[] scalars)
    {
        // PyTorch computes eta and mu at the end of a step, with that step's learning rate: scalars[1] holds the eta of
        // the next step. The first step uses the learning rate itself.
        scalars[0] = settings.Step == 1 ? settings.LearningRate : scalars[1];
        scalars[1] = settings.LearningRate / Math.Pow(1 + (Lambd * settings.LearningRate * settings.Step), Alpha);
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            Eta = scalars[0],
            Shrink = 1 - (Lambd * scalars[0]),
            Mu = 1 / Math.Max(1, settings.Step - 1 - T0),
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double Eta;
        public double Shrink;
        public double Mu;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            parameter *= TLane.Create(Shrink);
            parameter -= TLane.Create(Eta) * g;
            state0 = Mu == 1 ? parameter : state0 + (TLane.Create(Mu) * (parameter - state0));
        }
    }
}
