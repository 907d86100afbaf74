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
        ways.ReadA = SlabCursor.Begin(a);
        ways.ReadB = SlabCursor.Begin(b);
        ways.WriteA = ways.ReadA.With(1, a.SharedStride);
        ways.WriteB = ways.ReadB.With(1, b.SharedStride);
        return ways;
    }
}
