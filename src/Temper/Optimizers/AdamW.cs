using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Adam with decoupled weight decay (Loshchilov and Hutter, ICLR 2019; torch.optim.AdamW).</summary>
/// <remarks>p *= 1 - lr weightDecay; then Adam's update of the undecayed gradient.</remarks>
/// <param name="LearningRate">Default 1e-3.</param>
/// <param name="Beta1">Default 0.9.</param>
/// <param name="Beta2">Default 0.999.</param>
/// <param name="Eps">Default 1e-8.</param>
/// <param name="AMSGrad">Default false.</param>
public sealed record AdamW(
    double LearningRate = 1e-3, double Beta1 = 0.9, double Beta2 = 0.999, double Eps = 1e-8, bool AMSGrad = false) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <summary>Default 1e-2, as in PyTorch.</summary>
    public override double WeightDecay { get; set; } = 1e-2;

    /// <inheritdoc/>
    public override int StateCount => AMSGrad ? 3 : 2;

    /// <inheritdoc/>
    public override bool HasMomentum => true;

    /// <inheritdoc/>
    public override bool DecayIsPenalty => false;

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
        var shrink = 1 - (settings.LearningRate * weightDecay);
        device.Update(
            AdamRule.For(new Gradient(Direction, 0), shrink, settings.Momentum ?? Beta1, Beta2, Eps, AMSGrad, settings), views);
    }
}
