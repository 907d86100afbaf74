using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Temper.Devices.Cpu.Products;

namespace Temper.Devices.Cpu;

/// <summary>Hints about memory that will be needed soon.</summary>
internal static unsafe class Memory
{
    private const int CacheLine = 64;

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

    /// <summary>Asks for one cache line, as above.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Prefetch(byte* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch1(address);
        }
    }

    /// <summary>Asks for the numbers that follow the block which begins here, for the first-level cache.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void PrefetchBlock(float* block)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(block + ZeroMasks.Block);
            Sse.Prefetch0(block + ZeroMasks.Block + (CacheLine / sizeof(float)));
        }
    }
}
