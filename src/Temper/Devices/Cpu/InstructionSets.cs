using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Temper.Devices.Cpu;

/// <summary>What this processor offers.</summary>
public static class InstructionSets
{
    /// <summary>The widest set that this process may use.</summary>
    public static InstructionSet Best =>
        Avx512F.IsSupported && Avx512DQ.IsSupported ? InstructionSet.Avx512
        : Avx2.IsSupported && Fma.IsSupported ? InstructionSet.Avx2
        : AdvSimd.Arm64.IsSupported || Fma.IsSupported ? InstructionSet.Vector128
        : InstructionSet.Scalar;
}
