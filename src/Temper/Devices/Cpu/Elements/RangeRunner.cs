using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>A range of elements (or columns) for a kernel, and how threads share it.</summary>
internal struct RangeWork<TArgs>
    where TArgs : unmanaged
{
    public TArgs Args;

    /// <summary>Rows of Width elements, cut with <see cref="Parts.Rows"/>; 0: Width elements, cut anywhere.</summary>
    public int Rows;
    public int Width;
    public InstructionSet InstructionSet;
}

/// <summary>Runs a kernel over ranges: full lanes first, then what is left in ever narrower ones.</summary>
internal static unsafe class RangeRunner<TKernel, TArgs>
    where TKernel : IRangeKernel<TArgs>
    where TArgs : unmanaged
{
    // A cache line: threads do not write into each other's.
    private const int Grain = 16;

    /// <summary>One thread's part of a <see cref="RangeWork{TArgs}"/>.</summary>
    public static void RunPart(void* arguments, int part, int parts)
    {
        ref var work = ref *(RangeWork<TArgs>*)arguments;
        if (work.Rows == 0)
        {
            var (from, to) = Parts.Range(work.Width, Grain, part, parts);
            Run(work, from, to);
        }
        else
        {
            var (from, to) = Parts.Rows(work.Rows, part, parts);
            Run(work, from * work.Width, to * work.Width);
        }
    }

    /// <summary>The elements [from, to).</summary>
    public static void Run(in RangeWork<TArgs> work, int from, int to)
    {
        if (work.InstructionSet >= InstructionSet.Avx512)
        {
            from = RunLanes<Lane512>(work.Args, from, to);
        }

        if (work.InstructionSet >= InstructionSet.Avx2)
        {
            from = RunLanes<Lane256>(work.Args, from, to);
        }

        if (work.InstructionSet >= InstructionSet.Vector128)
        {
            from = RunLanes<Lane128>(work.Args, from, to);
        }

        RunLanes<LaneSingle>(work.Args, from, to);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int RunLanes<TLane>(in TArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        var end = from + ((to - from) / TLane.Count * TLane.Count);
        if (end > from)
        {
            TKernel.Run<TLane>(args, from, end);
        }

        return end;
    }
}
