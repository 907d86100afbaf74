using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adadelta (Zeiler, arXiv 1212.5701; torch.optim.Adadelta).</summary>
/// <remarks>
/// g += weightDecay p; v = rho v + (1 - rho) g^2; d = sqrt(a + eps) / sqrt(v + eps) g; a = rho a + (1 - rho) d^2;
/// p -= lr d.
/// </remarks>
/// <param name="LearningRate">Default 1.</param>
/// <param name="Rho">Default 0.9.</param>
/// <param name="Eps">Default 1e-6.</param>
public sealed record Adadelta(double LearningRate = 1, double Rho = 0.9, double Eps = 1e-6) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(Rho is >= 0 and <= 1, nameof(Rho), "between 0 and 1", Rho);
        RequireNotNegative(Eps, nameof(Eps));
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, weightDecay),
            LearningRate = settings.LearningRate,
            Rho = Rho,
            Eps = Eps,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double LearningRate;
        public double Rho;
        public double Eps;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var g = Gradient.Of(parameter, gradient);
            var keep = TLane.Create(Rho);
            var take = TLane.Create(1 - Rho);
            var eps = TLane.Create(Eps);
            state0 = (keep * state0) + (take * (g * g));
            var delta = TLane.Sqrt(state1 + eps) / TLane.Sqrt(state0 + eps) * g;
            state1 = (keep * state1) + (take * (delta * delta));
            parameter -= TLane.Create(LearningRate) * delta;
        }
    }
}
