using ILGPU;
using ILGPU.Runtime;

namespace Temper.Gpu.Hardware;

/// <summary>
/// Pixels and labels on a GPU, once each, however many nets read them. They stay when nobody reads them, for the next training on the same
/// data, until memory is needed.
/// </summary>
internal sealed class BytesOnGpu(GpuHardware hardware) : IDisposable
{
    private readonly List<Entry> entries = [];

    /// <summary>Puts bytes there, or finds the same array there.</summary>
    /// <returns>Its number.</returns>
    public int Take(byte[] bytes)
    {
        lock (hardware.Gate)
        {
            var number = entries.FindIndex(entry => ReferenceEquals(entry.Source, bytes));
            if (number < 0)
            {
                var buffer = Upload(bytes);
                // A number of its own, always: recorded graphs know the place behind a number.
                number = entries.Count;
                entries.Add(new Entry { Source = bytes, Buffer = buffer });
            }

            entries[number].Users++;
            return number;
        }
    }

    /// <summary>Lets go of bytes.</summary>
    public void GiveBack(int number)
    {
        lock (hardware.Gate)
        {
            entries[number].Users--;
        }
    }

    /// <summary>Frees what nobody reads. The caller holds the gate.</summary>
    /// <returns>Whether there was anything.</returns>
    public bool FreeUnused()
    {
        var any = false;
        hardware.Stream.Synchronize();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is { Users: 0, Buffer: { } buffer })
            {
                buffer.Dispose();
                entries[i] = new Entry();
                any = true;
            }
        }

        return any;
    }

    /// <summary>The bytes.</summary>
    public ArrayView<byte> Of(int number) => entries[number].Buffer!.View;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var entry in entries)
        {
            entry.Buffer?.Dispose();
        }

        entries.Clear();
    }

    private MemoryBuffer1D<byte, Stride1D.Dense> Upload(byte[] bytes)
    {
        try
        {
            hardware.Accelerator.Bind();
            if (hardware.FreeBytes < bytes.Length)
            {
                FreeUnused();
            }

            var buffer = hardware.Accelerator.Allocate1D<byte>(Math.Max(1, bytes.Length));
            if (bytes.Length > 0)
            {
                buffer.View.SubView(0, bytes.Length).CopyFromCPU(hardware.Stream, bytes);
            }

            return buffer;
        }
        catch (Exception error)
            when (GpuErrors.Translate(error, hardware.Name, $"bringing {bytes.Length >> 20} MB of images to it") is { } translated)
        {
            throw translated;
        }
    }

    private sealed class Entry
    {
        public byte[]? Source { get; init; }

        public MemoryBuffer1D<byte, Stride1D.Dense>? Buffer { get; init; }

        public int Users { get; set; }
    }
}
