namespace Temper.Gpu.Kernels;

/// <summary>Where a thread's ways through the slabs of A and B begin, worked out once: divisions are dear.</summary>
internal struct SlabWays
{
    public SlabCursor ReadA;
    public SlabCursor ReadB;
    public SlabCursor WriteA;
    public SlabCursor WriteB;

    /// <summary>Works them out.</summary>
    public static SlabWays Begin(SlabPart a, SlabPart b)
    {
        SlabWays ways;
        ways.ReadA = SlabCursor.Begin(a, a.LineStride, a.KStride);
        ways.ReadB = SlabCursor.Begin(b, b.LineStride, b.KStride);
        ways.WriteA = SlabCursor.Begin(a, 1, a.SharedStride);
        ways.WriteB = SlabCursor.Begin(b, 1, b.SharedStride);
        return ways;
    }
}
