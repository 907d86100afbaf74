namespace Temper.Devices.Cpu;

/// <summary>
/// Floats that do not move, aligned to a cache line, zero at first. The collector frees them when nobody holds this object
/// any more, so that one thread can let go of it while another still computes with it.
/// </summary>
internal sealed unsafe class PinnedFloats
{
    private const int CacheLine = 16;
    private readonly float[] array;

    public PinnedFloats(long length)
    {
        array = GC.AllocateArray<float>(checked((int)(length + CacheLine - 1)), pinned: true);
        fixed (float* start = array)
        {
            const nint Bytes = CacheLine * sizeof(float);
            Pointer = (float*)(((nint)start + Bytes - 1) / Bytes * Bytes);
        }
    }

    /// <summary>The first; good for as long as this object is held.</summary>
    public float* Pointer { get; }
}
