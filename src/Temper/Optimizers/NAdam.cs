using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adam with Nesterov momentum (Dozat, ICLR workshop 2016; torch.optim.NAdam).</summary>
/// <remarks>
/// mu(t) = beta1 (1 - 0.96^(t psi) / 2) with psi the momentum decay; P = product of mu(1..t); m and v as in Adam;
/// d = sqrt(v / (1 - beta2^t)) + eps; p -= lr (1 - mu(t)) / (1 - P) g / d + lr mu(t+1) / (1 - P mu(t+1)) m / d.
/// </remarks>
/// <param name="LearningRate">Default 2e-3.</param>
/// <param name="Beta1">Default 0.9.</param>
/// <param name="Beta2">Default 0.999.</param>
/// <param name="Eps">Default 1e-8.</param>
/// <param name="MomentumDecay">Default 4e-3.</param>
/// <param name="DecoupledWeightDecay">Decays as AdamW does; default false.</param>
public sealed record NAdam(
    double LearningRate = 2e-3,
    double Beta1 = 0.9,
    double Beta2 = 0.999,
    double Eps = 1e-8,
    double MomentumDecay = 4e-3,
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
        RequireNotNegative(MomentumDecay, nameof(MomentumDecay));
    }

    /// <inheritdoc/>
    public override void Advance(in StepSettings settings, double[] scalars) => scalars[0] *= Mu(settings, settings.Step);

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var product = scalars[0];
        var next = Mu(settings, settings.Step + 1);
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, DecoupledWeightDecay ? 0 : weightDecay),
            Shrink = DecoupledWeightDecay ? 1 - (settings.LearningRate * weightDecay) : 1,
            Beta1 = settings.Momentum ?? Beta1,
            Beta2 = Beta2,
            Eps = Eps,
            VarianceCorrection = 1 - IntegerPower.Of(Beta2, settings.Step),
            GradientStep = settings.LearningRate * (1 - Mu(settings, settings.Step)) / (1 - product),
            MomentumStep = settings.LearningRate * next / (1 - (product * next)),
        };
        device.Update(rule, views);
    }

    private double Mu(in StepSettings settings, long step) =>
        (settings.Momentum ?? Beta1) * (1 - (0.5 * Math.Pow(0.96, step * MomentumDecay)));

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double Shrink;
        public double Beta1;
        public double Beta2;
        public double Eps;
        public double VarianceCorrection;
        public double GradientStep;
        public double MomentumStep;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            parameter *= TLane.Create(Shrink);
            var g = Gradient.Of(parameter, gradient);
            state0 = (TLane.Create(Beta1) * state0) + (TLane.Create(1 - Beta1) * g);
            state1 = (TLane.Create(Beta2) * state1) + (TLane.Create(1 - Beta2) * (g * g));
            var denominator = TLane.Sqrt(state1 / TLane.Create(VarianceCorrection)) + TLane.Create(Eps);
            parameter -= TLane.Create(GradientStep) * (g / denominator);
            parameter -= TLane.Create(MomentumStep) * (state0 / denominator);
        }
    }
}
