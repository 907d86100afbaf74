namespace Temper.Devices.Cpu;

/// <summary>How wide the vectors are that the CPU device works with. All give the same bits; they differ in speed.</summary>
public enum InstructionSet
{
    /// <summary>One number at a time; fused multiply-adds in software where the processor has none.</summary>
    Scalar = 0,

    /// <summary>4 floats: NEON on ARM64, or SSE with FMA3 on x64.</summary>
    Vector128 = 1,

    /// <summary>8 floats: AVX2 with FMA3.</summary>
    Avx2 = 2,

    /// <summary>16 floats: AVX-512.</summary>
    Avx512 = 3,
}
