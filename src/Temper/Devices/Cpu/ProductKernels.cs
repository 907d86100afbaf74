namespace Temper.Devices.Cpu;

/// <summary>The matrix product of each instruction set.</summary>
internal static unsafe class ProductKernels
{
    /// <summary>What to run, and the columns of one of its panels.</summary>
    public static (Pointer Run, int PanelColumns) For(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.Avx512 => (new(&ProductKernel<Lane512, Lane256>.Run), ProductKernel<Lane512, Lane256>.PanelColumns),
        InstructionSet.Avx2 => (new(&ProductKernel<Lane256, Lane128>.Run), ProductKernel<Lane256, Lane128>.PanelColumns),
        InstructionSet.Vector128 => (new(&ProductKernel<Lane128, Lane128>.Run), ProductKernel<Lane128, Lane128>.PanelColumns),
        _ => (new(&ProductKernel<LaneSingle, LaneSingle>.Run), ProductKernel<LaneSingle, LaneSingle>.PanelColumns),
    };

    /// <summary>A function pointer that fits into a tuple.</summary>
    public readonly struct Pointer(delegate*<void*, int, int, void> value)
    {
        public readonly delegate*<void*, int, int, void> Value = value;
    }
}
