using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>RMSprop (Hinton, lecture 6e of "Neural networks for machine learning"; torch.optim.RMSprop).</summary>
/// <remarks>
/// g += weightDecay p; v = alpha v + (1 - alpha) g^2; centered: mean = alpha mean + (1 - alpha) g and
/// d = sqrt(v - mean^2) + eps, else d = sqrt(v) + eps; with momentum: buffer = momentum buffer + g / d and
/// p -= lr buffer, else p -= lr g / d. The variance v - mean^2 is not let below 0, where rounding takes it when the gradient hardly
/// changes: PyTorch (1.13) gives NaN there. Then d is eps, so a gradient that never changes is divided by eps alone.
/// </remarks>
/// <param name="LearningRate">Default 1e-2.</param>
/// <param name="Alpha">0 to 1; default 0.99.</param>
/// <param name="Eps">Default 1e-8.</param>
/// <param name="Momentum">Default 0.</param>
/// <param name="Centered">Default false.</param>
public sealed record RMSprop(
    double LearningRate = 1e-2, double Alpha = 0.99, double Eps = 1e-8, double Momentum = 0, bool Centered = false) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => Centered ? 3 : HasMomentum ? 2 : 1;

    /// <inheritdoc/>
    public override bool HasMomentum => Momentum != 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();

        // Above 1 the first v would be negative, and its root no number.
        Require(Alpha is >= 0 and <= 1, nameof(Alpha), "between 0 and 1", Alpha);
        RequireNotNegative(Eps, nameof(Eps));
        RequireNotNegative(Momentum, nameof(Momentum));
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            LearningRate = settings.LearningRate,
            Alpha = Alpha,
            Eps = Eps,
            Momentum = HasMomentum ? settings.Momentum ?? Momentum : 0,
            Centered = Centered,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double LearningRate;
        public double Alpha;
        public double Eps;
        public double Momentum;
        public RuleFlag Centered;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            var keep = TLane.Create(Alpha);
            var take = TLane.Create(1 - Alpha);
            state0 = (keep * state0) + (take * (g * g));
            var variance = state0;
            if (Centered)
            {
                state2 = (keep * state2) + (take * g);
                variance = state0 - (state2 * state2);

                // Asked this way round, NaN stays NaN.
                var zero = TLane.Create(0);
                variance = TLane.WhereGreater(zero, variance, zero, variance);
            }

            var scaled = g / (TLane.Sqrt(variance) + TLane.Create(Eps));
            if (Momentum != 0)
            {
                state1 = (TLane.Create(Momentum) * state1) + scaled;
                scaled = state1;
            }

            parameter -= TLane.Create(LearningRate) * scaled;
        }
    }
}
