using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Temper.Devices.Cpu;

/// <summary>Hints about memory that will be needed soon.</summary>
internal static unsafe class Memory
{
    private const int CacheLine = 64;

    /// <summary>Asks for floats [from, to) of an array (nothing for null) to be brought near, where the processor can.</summary>
    public static void Prefetch(float* array, int from, int to)
    {
        if (array is not null)
        {
            Prefetch((byte*)(array + from), (nint)(to - from) * sizeof(float));
        }
    }

    /// <summary>Asks for bytes to be brought near: to the second-level cache, so that nothing in use is pushed out.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Prefetch(byte* start, nint length)
    {
        if (Sse.IsSupported)
        {
            for (nint i = 0; i < length; i += CacheLine)
            {
                Sse.Prefetch1(start + i);
            }
        }
    }
}
