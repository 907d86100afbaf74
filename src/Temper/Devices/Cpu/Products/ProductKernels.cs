using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Products;

/// <summary>The matrix product of each instruction set.</summary>
internal static unsafe class ProductKernels
{
    /// <summary>What to run, and the columns of its largest panels.</summary>
    public static (Pointer Run, int LargestPanel, int LargestSparsePanel) For(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.Avx512 =>
            (new(&ProductKernel<Lane512, Lane256>.Run), ProductKernel<Lane512, Lane256>.LargestPanel, SparseProduct<Lane512>.LargestPanel),
        InstructionSet.Avx2 =>
            (new(&ProductKernel<Lane256, Lane128>.Run), ProductKernel<Lane256, Lane128>.LargestPanel, SparseProduct<Lane256>.LargestPanel),
        InstructionSet.Vector128 =>
            (new(&ProductKernel<Lane128, Lane128>.Run), ProductKernel<Lane128, Lane128>.LargestPanel, SparseProduct<Lane128>.LargestPanel),
        _ =>
            (new(&ProductKernel<LaneSingle, LaneSingle>.Run),
                ProductKernel<LaneSingle, LaneSingle>.LargestPanel,
                SparseProduct<LaneSingle>.LargestPanel),
    };

    /// <summary>A function pointer that fits into a tuple.</summary>
    public readonly struct Pointer(delegate*<void*, int, int, void> value)
    {
        public readonly delegate*<void*, int, int, void> Value = value;
    }
}
