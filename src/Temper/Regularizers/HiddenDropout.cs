using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Dropout behind every activation of a net.</summary>
/// <param name="P">Probability to drop an element; default 0.5.</param>
public sealed record HiddenDropout(double P = 0.5) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Drops each hidden unit with probability p in training, behind every activation.",
        "y = x m / (1 - p), m = 0 with probability p, else 1",
        "Srivastava et al., JMLR 15, 2014; torch.nn.Dropout",
        new StrengthInfo("p", Default: 0.5, Low: 0.05, High: 0.6, Most: 1));

    /// <inheritdoc/>
    public override double Strength => P;

    /// <inheritdoc/>
    internal override bool IsEdit => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { P = strength };

    /// <inheritdoc/>
    internal override IReadOnlyList<LayerSpec> Edit(IReadOnlyList<LayerSpec> layers)
    {
        NetEdit.RequireNone<Dropout>(layers, Name);
        var hidden = NetEdit.HiddenActivations(layers, Name);
        return NetEdit.Insert(layers, hidden, after: true, () => new Dropout(P));
    }
}
