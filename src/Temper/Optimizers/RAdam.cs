using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Rectified Adam (Liu et al., ICLR 2020; torch.optim.RAdam).</summary>
/// <remarks>
/// m and v as in Adam; rho_inf = 2 / (1 - beta2) - 1; rho = rho_inf - 2 t beta2^t / (1 - beta2^t). While rho is at most
/// 5: p -= lr m / (1 - beta1^t); then p -= lr m / (1 - beta1^t) * r sqrt(1 - beta2^t) / (sqrt(v) + eps) with
/// r = sqrt((rho - 4)(rho - 2) rho_inf / ((rho_inf - 4)(rho_inf - 2) rho)).
/// </remarks>
/// <param name="LearningRate">Default 1e-3.</param>
/// <param name="Beta1">Default 0.9.</param>
/// <param name="Beta2">Default 0.999.</param>
/// <param name="Eps">Default 1e-8.</param>
/// <param name="DecoupledWeightDecay">Decays as AdamW does; default false.</param>
public sealed record RAdam(
    double LearningRate = 1e-3,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Eps = 1e-8,
    bool DecoupledWeightDecay = false) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    public override bool DecayIsPenalty => !DecoupledWeightDecay;

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
        var power = IntegerPower.Of(Beta2, settings.Step);
        var limit = (2 / (1 - Beta2)) - 1;
        var rho = limit - (2 * settings.Step * power / (1 - power));
        var rectified = rho > 5;
        var rectification = rectified
            ? Math.Sqrt((rho - 4) * (rho - 2) * limit / ((limit - 4) * (limit - 2) * rho)) * Math.Sqrt(1 - power)
            : 1;
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, DecoupledWeightDecay ? 0 : weightDecay),
            Shrink = DecoupledWeightDecay ? 1 - (settings.LearningRate * weightDecay) : 1,
            Beta1 = beta1,
            Beta2 = Beta2,
            Eps = Eps,
            StepSize = settings.LearningRate / (1 - IntegerPower.Of(beta1, settings.Step)) * rectification,
            Rectified = rectified,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double Shrink;
        public double Beta1;
        public double Beta2;
        public double Eps;
        public double StepSize;
        public RuleFlag Rectified;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            parameter *= TLane.Create(Shrink);
            var g = Gradient.Of(parameter, gradient);
            state0 = (TLane.Create(Beta1) * state0) + (TLane.Create(1 - Beta1) * g);
            state1 = (TLane.Create(Beta2) * state1) + (TLane.Create(1 - Beta2) * (g * g));
            var direction = Rectified ? state0 / (TLane.Sqrt(state1) + TLane.Create(Eps)) : state0;
            parameter -= TLane.Create(StepSize) * direction;
        }
    }
}
