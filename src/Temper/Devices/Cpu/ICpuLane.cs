namespace Temper.Devices.Cpu;

/// <summary>A lane that is read from and written to memory.</summary>
internal unsafe interface ICpuLane<TSelf> : ILane<TSelf>
    where TSelf : struct, ICpuLane<TSelf>
{
    /// <summary>Elements side by side.</summary>
    static abstract int Count { get; }

    /// <summary>Reads Count floats.</summary>
    static abstract TSelf Load(float* address);

    /// <summary>Writes Count floats.</summary>
    void Store(float* address);
}
