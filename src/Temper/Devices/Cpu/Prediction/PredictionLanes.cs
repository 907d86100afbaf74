using Temper.Devices.Cpu.Elements;
using Temper.Devices.Cpu.Lanes;
using Temper.Devices.Cpu.Products;

namespace Temper.Devices.Cpu.Prediction;

/// <summary>The prediction kernel of one instruction set, and the sizes it wants.</summary>
internal sealed unsafe class PredictionLanes
{
    private readonly delegate*<int, int> stride;
    private readonly delegate*<int, int, int> panelStride;
    private readonly delegate*<float*, (float, float)> quotient;

    private PredictionLanes(
        delegate*<void*, int, int, void> run,
        delegate*<int, int> stride,
        delegate*<int, int, int> panelStride,
        delegate*<float*, (float, float)> quotient,
        int largestPanel)
    {
        Run = run;
        this.stride = stride;
        this.panelStride = panelStride;
        this.quotient = quotient;
        LargestPanel = largestPanel;
    }

    /// <summary>Does one thread's part of a <see cref="PredictionCall"/>.</summary>
    public delegate*<void*, int, int, void> Run { get; }

    /// <summary>Floats of a row of the widest panel.</summary>
    public int LargestPanel { get; }

    /// <summary>The kernel of an instruction set.</summary>
    public static PredictionLanes For(InstructionSet instructionSet) => instructionSet switch
    {
        InstructionSet.Avx512 => Of<Lane512>(),
        InstructionSet.Avx2 => Of<Lane256>(),
        InstructionSet.Vector128 => Of<Lane128>(),
        _ => Of<LaneSingle>(),
    };

    /// <summary>Floats of a row of activations.</summary>
    public int Stride(int features) => stride(features);

    /// <summary>Floats of a row of the panel that begins at a column.</summary>
    public int PanelStride(int features, int column) => panelStride(features, column);

    /// <summary>The minimum and divisor of a table of bytes that is a quotient; a divisor of 0 where it is not.</summary>
    public (float Minimum, float Divisor) Quotient(float* table) => quotient(table);

    private static PredictionLanes Of<TLane>()
        where TLane : struct, ICpuLane<TLane> => new(
            &PredictionKernel<TLane>.Run,
            &PredictionKernel<TLane>.Stride,
            &PredictionKernel<TLane>.PanelStride,
            &QuotientOf<TLane>,
            SparseTiles<TLane>.MostVectors * TLane.Count);

    private static (float Minimum, float Divisor) QuotientOf<TLane>(float* table)
        where TLane : struct, ICpuLane<TLane> =>
        GatherKernel.IsQuotient<TLane>(table, out var minimum, out var divisor) ? (minimum, divisor) : (0, 0);
}
