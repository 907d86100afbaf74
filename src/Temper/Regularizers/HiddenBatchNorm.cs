using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Batch normalization between every hidden Linear and its activation.</summary>
public sealed record HiddenBatchNorm : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Normalizes each hidden feature over the batch, in front of every activation.",
        "y = (x - mean) / sqrt(variance + eps) weight + bias",
        "Ioffe and Szegedy, ICML 2015; torch.nn.BatchNorm1d",
        Strength: null);

    /// <inheritdoc/>
    public override double Strength => double.NaN;

    /// <inheritdoc/>
    internal override bool IsEdit => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => throw new SpecException($"{Name} is on or off; it takes no number.");

    /// <inheritdoc/>
    internal override IReadOnlyList<LayerSpec> Edit(IReadOnlyList<LayerSpec> layers)
    {
        NetEdit.RequireNone<BatchNorm1d>(layers, Name);
        var hidden = NetEdit.HiddenActivations(layers, Name);
        return NetEdit.Insert(layers, hidden, after: false, () => new BatchNorm1d());
    }
}
