using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Queue;

/// <summary>A ReLU, or ReLU's backward, that is done on an operation's output before it leaves the cache.</summary>
internal unsafe struct ReluFusion
{
    /// <summary>Output becomes max(output, 0); NaN stays.</summary>
    public bool Forward;

    /// <summary>As long as the output, which becomes Gate &gt; 0 ? output * GateScale : 0; or null.</summary>
    public float* Gate;
    public float GateScale;

    public readonly bool IsEmpty => !Forward && Gate is null;

    /// <summary>Does it to elements [index, index + Count) of the output.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply<TLane>(ref TLane x, nint index)
        where TLane : struct, ICpuLane<TLane>
    {
        if (Forward)
        {
            // "Zero where 0 > x", not "x where x > 0": the first keeps a NaN.
            x = TLane.WhereGreater(TLane.Zero, x, TLane.Zero, x);
        }

        if (Gate is not null)
        {
            x = TLane.WhereGreater(TLane.Load(Gate + index), TLane.Zero, x * TLane.Create(GateScale), TLane.Zero);
        }
    }
}
