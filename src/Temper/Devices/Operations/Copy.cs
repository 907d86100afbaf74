namespace Temper.Devices.Operations;

/// <summary>Copies a view onto another of the same length.</summary>
/// <param name="Source">Read.</param>
/// <param name="Target">Overwritten; as long as the source.</param>
/// <param name="Rows">Rows of a batch, if that is what it is; 0 (the default) for any numbers.</param>
public readonly record struct Copy(View Source, View Target, int Rows = 0) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Target];

    /// <inheritdoc/>
    public void ComputeReference() => ReferenceBuffer.Of(Source).CopyTo(ReferenceBuffer.Of(Target));
}
