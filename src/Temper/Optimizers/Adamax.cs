using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adam with the infinity norm (Kingma and Ba, ICLR 2015, section 7.1; torch.optim.Adamax).</summary>
/// <remarks>
/// g += weightDecay p; m = beta1 m + (1 - beta1) g; u = max(beta2 u, |g| + eps); p -= lr / (1 - beta1^t) * m / u.
/// </remarks>
/// <param name="LearningRate">Default 2e-3.</param>
/// <param name="Beta1">Default 0.9.</param>
/// <param name="Beta2">Default 0.999.</param>
/// <param name="Eps">Default 1e-8.</param>
public sealed record Adamax(double LearningRate = 2e-3, double Beta1 = 0.9, double Beta2 = 0.999, double Eps = 1e-8) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        RequireFraction(Beta1, nameof(Beta1));
        RequireFraction(Beta2, nameof(Beta2));
        RequireNotNegative(Eps, nameof(Eps));
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var beta1 = settings.Momentum ?? Beta1;
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            Beta1 = beta1,
            Beta2 = Beta2,
            Eps = Eps,
            StepSize = settings.LearningRate / (1 - IntegerPower.Of(beta1, settings.Step)),
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double Beta1;
        public double Beta2;
        public double Eps;
        public double StepSize;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            state0 = (TLane.Create(Beta1) * state0) + (TLane.Create(1 - Beta1) * g);
            var faded = TLane.Create(Beta2) * state1;
            var size = TLane.Abs(g) + TLane.Create(Eps);
            state1 = TLane.WhereGreater(faded, size, faded, size);
            parameter -= TLane.Create(StepSize) * (state0 / state1);
        }
    }
}
