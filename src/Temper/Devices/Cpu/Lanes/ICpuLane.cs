namespace Temper.Devices.Cpu.Lanes;

/// <summary>A lane that is read from and written to memory.</summary>
internal unsafe interface ICpuLane<TSelf> : ILane<TSelf>
    where TSelf : struct, ICpuLane<TSelf>
{
    /// <summary>Elements side by side.</summary>
    static abstract int Count { get; }

    /// <summary>Whether there are 32 registers of this kind, not 16.</summary>
    static abstract bool HasManyRegisters { get; }

    /// <summary>Zero in every element.</summary>
    static abstract TSelf Zero { get; }

    /// <summary>One float, in every element.</summary>
    static abstract TSelf Broadcast(float* address);

    /// <summary>*left * right + addend, *left in every element: one instruction where the processor can broadcast from memory.</summary>
    static abstract TSelf FusedMultiplyAdd(float* left, TSelf right, TSelf addend);

    /// <summary>Reads Count floats.</summary>
    static abstract TSelf Load(float* address);

    /// <summary>Reads Count bytes.</summary>
    static abstract TSelf LoadBytes(byte* address);

    /// <summary>Writes Count floats.</summary>
    void Store(float* address);
}
