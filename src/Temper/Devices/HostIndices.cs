using System.Runtime.CompilerServices;

namespace Temper.Devices;

/// <summary>Row numbers in the host's memory, for devices that compute there.</summary>
/// <param name="length">Number of row numbers.</param>
/// <param name="beforeWrite">Called before they change; for devices that may still have to read the old ones.</param>
internal sealed unsafe class HostIndices(int length, Action? beforeWrite = null) : IndexBuffer(length)
{
    // Pinned, so that threads of a device can read them by address.
    private readonly int[] rows = GC.AllocateArray<int>(length, pinned: true);

    public static ReadOnlySpan<int> Of(Batch batch) => Owner(batch.Indices).rows.AsSpan(batch.Start, batch.Rows);

    /// <summary>All numbers of a buffer: labels, where it is no order of rows.</summary>
    public static ReadOnlySpan<int> All(IndexBuffer indices) => Owner(indices).rows;

    /// <summary>The buffer's first number; good for as long as the buffer is.</summary>
    public static int* AddressOf(IndexBuffer indices) => (int*)Unsafe.AsPointer(ref Unsafe.AsRef(in All(indices).GetPinnableReference()));

    /// <summary>The batch's first row number; good for as long as the buffer is.</summary>
    public static int* AddressOf(Batch batch) =>
        (int*)Unsafe.AsPointer(ref Unsafe.AsRef(in Of(batch).GetPinnableReference()));

    public override void Write(ReadOnlySpan<int> rows)
    {
        beforeWrite?.Invoke();
        rows.CopyTo(this.rows);
    }

    public override void Dispose()
    {
    }

    private static HostIndices Owner(IndexBuffer indices) =>
        indices as HostIndices ?? throw new ArgumentException("These row numbers live on another device.");
}
