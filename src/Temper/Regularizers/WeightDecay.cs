using Temper.Optimizers;

namespace Temper.Regularizers;

/// <summary>Weight decay of the optimizer: an L2 penalty, or decoupled decay where the optimizer does it so (AdamW).</summary>
/// <param name="Lambda">Weight decay; default 1e-4.</param>
public sealed record WeightDecay(double Lambda = 1e-4) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Pulls parameters towards 0: the optimizer's weight decay.",
        "loss + lambda / 2 sum w^2 (AdamW: w = w (1 - learning rate lambda))",
        "Krogh and Hertz, NeurIPS 1991; Loshchilov and Hutter, ICLR 2019; weight_decay of torch.optim",
        new StrengthInfo("lambda", Default: 1e-4, Low: 1e-5, High: 1e-2));

    /// <inheritdoc/>
    public override double Strength => Lambda;

    /// <inheritdoc/>
    internal override bool IsEdit => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Lambda = strength };

    /// <inheritdoc/>
    internal override OptimizerSpec Edit(OptimizerSpec optimizer)
    {
        // The default of its kind (AdamW has one) was chosen by nobody.
        var given = optimizer.WeightDecay;
        return given == 0 || given == Lambda || given == OptimizerCatalog.DefaultOf(optimizer)?.WeightDecay
            ? optimizer with { WeightDecay = Lambda }
            : throw new SpecException(FormattableString.Invariant(
                $"{Name}: the optimizer has a weight decay of {given} already, and {Name} would set it to {Lambda}; ")
                + $"leave one of the two out, or give both the same number.");
    }
}
