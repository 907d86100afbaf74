using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Stochastic gradient descent with momentum (torch.optim.SGD).</summary>
/// <remarks>
/// g += weightDecay p; buffer = momentum buffer + (1 - dampening) g (the first buffer is g itself);
/// p -= lr * (nesterov ? g + momentum buffer : buffer). Sutskever et al., ICML 2013, in PyTorch's form.
/// </remarks>
/// <param name="LearningRate">Default 1e-3.</param>
/// <param name="Momentum">Default 0.</param>
/// <param name="Dampening">Default 0.</param>
/// <param name="Nesterov">Default false; needs momentum and no dampening.</param>
public sealed record SGD(double LearningRate = 1e-3, double Momentum = 0, double Dampening = 0, bool Nesterov = false) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => HasMomentum ? 1 : 0;

    /// <inheritdoc/>
    public override bool HasMomentum => Momentum != 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireNotNegative(Momentum, nameof(Momentum));
        Require(double.IsFinite(Dampening), nameof(Dampening), "a finite number", Dampening);
        if (Nesterov && (Momentum <= 0 || Dampening != 0))
        {
            throw new SpecException(
                "SGD: Nesterov needs a Momentum above 0 and a Dampening of 0, "
                + FormattableString.Invariant($"received Momentum {Momentum} and Dampening {Dampening}."));
        }
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            LearningRate = settings.LearningRate,
            Momentum = HasMomentum ? settings.Momentum ?? Momentum : 0,
            Share = settings.Step == 1 ? 1 : 1 - Dampening,
            Nesterov = Nesterov,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double LearningRate;
        public double Momentum;
        public double Share;
        public RuleFlag Nesterov;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            if (Momentum != 0)
            {
                var momentum = TLane.Create(Momentum);
                state0 = (momentum * state0) + (TLane.Create(Share) * g);
                g = Nesterov ? g + (momentum * state0) : state0;
            }

            parameter -= TLane.Create(LearningRate) * g;
        }
    }
}
