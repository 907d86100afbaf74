namespace Temper.Devices;

/// <summary>Row numbers in the host's memory, for devices that compute there.</summary>
internal sealed class HostIndices(int length) : IndexBuffer(length)
{
    private readonly int[] rows = new int[length];

    public static ReadOnlySpan<int> Of(Batch batch) =>
        batch.Indices is HostIndices host
            ? host.rows.AsSpan(batch.Start, batch.Rows)
            : throw new ArgumentException("These row numbers live on another device.");

    public override void Write(ReadOnlySpan<int> rows) => rows.CopyTo(this.rows);

    public override void Dispose()
    {
    }
}
