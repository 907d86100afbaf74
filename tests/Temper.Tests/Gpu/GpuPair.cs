using Temper.Devices;
using Xunit;

namespace Temper.Tests.Gpu;

/// <summary>The same operation on the reference and on a GPU, from the same numbers.</summary>
internal sealed class GpuPair : IDisposable
{
    // Numbers that no operation makes: whoever writes outside its views is found out.
    private const float Sentinel = -12345.678f;
    private const int Margin = 37;
    private readonly List<(DeviceBuffer Reference, DeviceBuffer Gpu)> buffers = [];
    private uint unit;

    public GpuPair(Device gpu) => Gpu = gpu;

    public ReferenceDevice Reference { get; } = new();

    public Device Gpu { get; }

    /// <summary>Random numbers in [-1, 1) on both, at an odd offset between sentinels.</summary>
    public Both Signed(int length, ulong seed) => Of(Nets.Signed(seed, unit++, 9, length));

    /// <summary>Given numbers on both; each must be a float.</summary>
    public Both Of(double[] values)
    {
        var both = Empty(values.Length);
        both.Reference.Write(values);
        both.Gpu.Write(values);
        return both;
    }

    /// <summary>Room for a result on both, filled with rubbish.</summary>
    public Both Empty(int length)
    {
        var rubbish = new float[length + (2 * Margin)];
        Array.Fill(rubbish, Sentinel);
        var pair = (Reference.Allocate(rubbish.Length), Gpu.Allocate(rubbish.Length));
        pair.Item1.Write(0, rubbish.AsSpan());
        pair.Item2.Write(0, rubbish.AsSpan());
        buffers.Add(pair);
        return new Both(pair.Item1.All.Slice(Margin, length), pair.Item2.All.Slice(Margin, length));
    }

    /// <summary>Does something on both.</summary>
    public void Do(Action<Device, Func<Both, View>> action)
    {
        action(Reference, both => both.Reference);
        action(Gpu, both => both.Gpu);
    }

    /// <summary>Fails when an operation wrote outside the views that were made here.</summary>
    public void Dispose()
    {
        foreach (var (reference, gpu) in buffers)
        {
            foreach (var buffer in new[] { reference, gpu })
            {
                var numbers = buffer.All.ToSingles();
                Assert.All(numbers.Take(Margin).Concat(numbers.TakeLast(Margin)), value => Assert.Equal(Sentinel, value));
            }

            gpu.Dispose();
        }
    }

    /// <summary>A view on each device.</summary>
    internal readonly record struct Both(View Reference, View Gpu)
    {
        public bool IsEmpty => Reference.IsEmpty;

        public void AreClose(string what, double tolerance) => Close.Absolute(what, Reference.ToDoubles(), Gpu.ToDoubles(), tolerance);
    }
}
