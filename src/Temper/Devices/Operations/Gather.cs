namespace Temper.Devices.Operations;

/// <summary>Output[r, f] = Table[Pixels[index of row r, f]]: gathers and scales a batch.</summary>
/// <param name="Pixels">[images, features].</param>
/// <param name="Batch">Which images.</param>
/// <param name="Table">256 numbers: what each byte becomes.</param>
/// <param name="Features">Bytes of an image.</param>
/// <param name="Output">[rows, features].</param>
public readonly record struct Gather(DataBuffer<byte> Pixels, Batch Batch, View Table, int Features, View Output) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var source = HostData<byte>.Of(Pixels).Values;
        var rows = HostIndices.Of(Batch);
        var scaled = ReferenceBuffer.Of(Table);
        var y = ReferenceBuffer.Of(Output);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var f = 0; f < Features; f++)
            {
                y[(r * Features) + f] = scaled[source[(rows[r] * Features) + f]];
            }
        }
    }
}
