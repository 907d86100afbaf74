namespace Temper.Devices.Operations;

/// <summary>Targets[r, c] = 1 where c is the label of row r, else 0: labels of a batch as the targets of a loss.</summary>
/// <param name="Labels">[rows of the data set], a class each; made by <see cref="Device.AllocateIndices"/>.</param>
/// <param name="Batch">Which rows.</param>
/// <param name="Classes">Number of classes; all labels are below it.</param>
/// <param name="Targets">[rows, classes].</param>
public readonly record struct OneHot(IndexBuffer Labels, Batch Batch, int Classes, View Targets) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Targets];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var labels = HostIndices.All(Labels);
        var rows = HostIndices.Of(Batch);
        var t = ReferenceBuffer.Of(Targets);
        t.Clear();
        for (var r = 0; r < rows.Length; r++)
        {
            t[(r * Classes) + labels[rows[r]]] = 1;
        }
    }
}
