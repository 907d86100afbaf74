using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of rows that are mixed. The range of the kernel are the columns.</summary>
internal unsafe struct MixRowsArgs
{
    public float* Values;
    public int Rows;
    public int Features;

    /// <summary>Share of the row itself, and of the one before.</summary>
    public float Own;
    public float Other;
}

/// <summary>
/// Row r becomes Own * row r + Other * old row r - 1, from the last row up, so that the row before is still the old one; the last row, which the
/// first gets, is kept aside, a stretch of columns at a time.
/// </summary>
internal readonly unsafe struct MixRowsKernel : IRangeKernel<MixRowsArgs>
{
    // 1 KB of each row: long enough for the processor to read ahead.
    private const int Stretch = 256;

    [SkipLocalsInit]
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TLane>(in MixRowsArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var own = TLane.Create(args.Own);
        var other = TLane.Create(args.Other);
        var last = stackalloc float[Stretch];
        for (var begin = from; begin < to; begin += Stretch)
        {
            var width = Math.Min(Stretch, to - begin);
            var row = args.Values + ((nint)(args.Rows - 1) * args.Features) + begin;
            new ReadOnlySpan<float>(row, width).CopyTo(new Span<float>(last, Stretch));
            for (var r = args.Rows - 1; r >= 0; r--)
            {
                var before = r == 0 ? last : row - args.Features;
                for (var i = 0; i < width; i += TLane.Count)
                {
                    TLane.FusedMultiplyAdd(own, TLane.Load(row + i), other * TLane.Load(before + i)).Store(row + i);
                }

                row = before;
            }
        }
    }
}
