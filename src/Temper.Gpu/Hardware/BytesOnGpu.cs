using ILGPU;
using ILGPU.Runtime;

namespace Temper.Gpu.Hardware;

/// <summary>Pixels and labels on a GPU, once each, however many nets read them.</summary>
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
                hardware.Accelerator.Bind();
                var buffer = hardware.Accelerator.Allocate1D<byte>(Math.Max(1, bytes.Length));
                if (bytes.Length > 0)
                {
                    buffer.View.CopyFromCPU(hardware.Stream, bytes);
                }

                number = entries.FindIndex(entry => entry.Source is null);
                if (number < 0)
                {
                    number = entries.Count;
                    entries.Add(new Entry());
                }

                entries[number] = new Entry { Source = bytes, Buffer = buffer };
            }

            entries[number].Users++;
            return number;
        }
    }

    /// <summary>Lets go of bytes; with the last user they leave.</summary>
    public void GiveBack(int number)
    {
        lock (hardware.Gate)
        {
            var entry = entries[number];
            if (--entry.Users == 0)
            {
                hardware.Accelerator.Bind();
                hardware.Stream.Synchronize();
                entry.Buffer!.Dispose();
                entries[number] = new Entry();
            }
        }
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

    private sealed class Entry
    {
        public byte[]? Source { get; init; }

        public MemoryBuffer1D<byte, Stride1D.Dense>? Buffer { get; init; }

        public int Users { get; set; }
    }
}
