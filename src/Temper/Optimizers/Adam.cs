using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adam (Kingma and Ba, ICLR 2015; torch.optim.Adam), optionally AMSGrad (Reddi et al., ICLR 2018).</summary>
/// <remarks>
/// g += weightDecay p; m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2;
/// p -= lr / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + eps). AMSGrad takes the largest v so far.
/// Weight decay passes through m and v, so each parameter's pull is rescaled by its own sqrt(v): AdamW does without that.
/// </remarks>
/// <param name="LearningRate">Default 1e-3.</param>
/// <param name="Beta1">Default 0.9.</param>
/// <param name="Beta2">Default 0.999.</param>
/// <param name="Eps">Default 1e-8.</param>
/// <param name="AMSGrad">Default false.</param>
public sealed record Adam(
    double LearningRate = 1e-3, double Beta1 = 0.9, double Beta2 = 0.999, double Eps = 1e-8, bool AMSGrad = false) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => AMSGrad ? 3 : 2;

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
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars) =>
        device.Update(
            AdamRule.For(new Gradient(Direction, weightDecay), 1, settings.Momentum ?? Beta1, Beta2, Eps, AMSGrad, settings), views);
}
