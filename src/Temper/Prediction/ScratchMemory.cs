using Temper.Devices.Cpu;
using Temper.Devices.Cpu.Prediction;
using Temper.Devices.Cpu.Products;

namespace Temper.Prediction;

/// <summary>A thread's memory for the activations of some rows.</summary>
internal sealed unsafe class ScratchMemory
{
    private const int CacheLine = 16;
    private readonly PinnedFloats memory;

    public ScratchMemory(int rows, int inFeatures, int widest, int panel, int deepest, int slots)
    {
        Rows = rows;
        var input = Rounded((long)rows * inFeatures);
        var activations = Rounded((long)rows * widest);
        var panels = Rounded((long)rows * panel);
        memory = new PinnedFloats(input + ((2L + slots) * activations) + panels + ((long)ZeroMasks.Stride(rows) * ZeroMasks.Blocks(deepest)));
        var start = memory.Pointer;
        Scratch = new PredictionScratch
        {
            Input = start,
            Even = start + input,
            Odd = start + input + activations,
            Panel = start + input + (2 * activations),
            Kept = start + input + (2 * activations) + panels,
            KeptLength = (nint)activations,
            Masks = (uint*)(start + input + ((2 + slots) * activations) + panels),
        };
    }

    /// <summary>Most rows at a time.</summary>
    public int Rows { get; }

    /// <summary>Where everything lies; good while this object is held.</summary>
    public PredictionScratch Scratch { get; }

    private static long Rounded(long length) => (length + CacheLine - 1) / CacheLine * CacheLine;
}
