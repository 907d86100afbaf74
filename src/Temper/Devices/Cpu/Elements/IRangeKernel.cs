using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>
/// An operation over a range of independent elements (or columns). A kernel only writes the loop over full lanes;
/// <see cref="CpuDevice"/> splits the range over threads and gives remainders to narrower lanes.
/// </summary>
/// <typeparam name="TArgs">Pointers and sizes.</typeparam>
internal interface IRangeKernel<TArgs>
    where TArgs : unmanaged
{
    /// <summary>Does elements [from, to); their number is a multiple of TLane.Count.</summary>
    static abstract void Run<TLane>(in TArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>;
}
