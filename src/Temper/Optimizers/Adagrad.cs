using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adagrad (Duchi, Hazan and Singer, JMLR 2011; torch.optim.Adagrad).</summary>
/// <remarks>
/// g += weightDecay p; s += g^2, s starting at the initial accumulator value;
/// p -= lr / (1 + (t - 1) lrDecay) * g / (sqrt(s) + eps).
/// </remarks>
/// <param name="LearningRate">Default 1e-2.</param>
/// <param name="LearningRateDecay">"lr_decay"; default 0.</param>
/// <param name="InitialAccumulatorValue">Default 0.</param>
/// <param name="Eps">Default 1e-10.</param>
public sealed record Adagrad(
    double LearningRate = 1e-2, double LearningRateDecay = 0, double InitialAccumulatorValue = 0, double Eps = 1e-10) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 1;

    /// <inheritdoc/>
    public override double InitialState(int index) => InitialAccumulatorValue;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireNotNegative(LearningRateDecay, nameof(LearningRateDecay));
        RequireNotNegative(InitialAccumulatorValue, nameof(InitialAccumulatorValue));
        RequireNotNegative(Eps, nameof(Eps));
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            StepSize = settings.LearningRate / (1 + ((settings.Step - 1) * LearningRateDecay)),
            Eps = Eps,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double StepSize;
        public double Eps;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            state0 += g * g;
            parameter -= TLane.Create(StepSize) * (g / (TLane.Sqrt(state0) + TLane.Create(Eps)));
        }
    }
}
