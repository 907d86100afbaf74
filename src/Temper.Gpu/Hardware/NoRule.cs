using Temper.Devices;

namespace Temper.Gpu.Hardware;

/// <summary>Leaves parameters as they are: for weight gradients that nobody joins an update to.</summary>
internal struct NoRule : IUpdateRule
{
    /// <summary>A struct of nothing has no place in a buffer.</summary>
    public int Unused;

    public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane>
    {
    }
}
