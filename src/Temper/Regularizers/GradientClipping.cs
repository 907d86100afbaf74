using Temper.Devices.Operations;

namespace Temper.Regularizers;

/// <summary>A limit for the norm of the whole gradient.</summary>
/// <param name="Limit">Largest norm; larger gradients are scaled down to it. Default 1.</param>
public sealed record GradientClipping(double Limit = 1) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Scales the gradient down where its norm is above a limit.",
        "g = g min(1, limit / (norm of g + 1e-6))",
        "Pascanu et al., ICML 2013; torch.nn.utils.clip_grad_norm_",
        new StrengthInfo("limit", Default: 1, Low: 0.1, High: 10));

    /// <inheritdoc/>
    public override double Strength => Limit;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Limit = strength };

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(Limit, context);

    private sealed class Active(double limit, RegularizerContext context) : ActiveRegularizer
    {
        public override void Gradients(long step) => context.Device.Run(new ClipNorm(context.Network.ParameterGradients, limit));
    }
}
