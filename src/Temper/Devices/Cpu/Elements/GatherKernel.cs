using System.Runtime.CompilerServices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of a gather.</summary>
internal unsafe struct GatherArgs
{
    public byte* Pixels;
    public int* Indices;
    public float* Table;
    public float* Output;
    public int Rows;
    public int Features;
    public InstructionSet InstructionSet;
}

/// <summary>Output[r, f] = Table[Pixels[Indices[r], f]].</summary>
/// <remarks>
/// Looking each pixel up takes a cycle and more. A table that is (x - minimum) / divisor, as min-max scaling to [0, 1]
/// is, can be computed with whole vectors instead: a product with the reciprocal, then one step that corrects the
/// quotient to the rounded one (Markstein 1990). All 256 values are compared with the table first.
/// </remarks>
internal static unsafe class GatherKernel
{
    private const int TableLength = 256;

    // Rows lie anywhere in the data set: ask for them while the ones before are being scaled.
    private const int RowsAhead = 3;

    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(GatherArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        switch (args.InstructionSet)
        {
            case InstructionSet.Avx512:
                RunRows<Lane512>(args, from, to);
                break;
            case InstructionSet.Avx2:
                RunRows<Lane256>(args, from, to);
                break;
            case InstructionSet.Vector128:
                RunRows<Lane128>(args, from, to);
                break;
            default:
                LookUpRows(args, from, to);
                break;
        }
    }

    private static void RunRows<TLane>(in GatherArgs args, int from, int to)
        where TLane : struct, ICpuLane<TLane>
    {
        if (args.Features < TLane.Count || !IsQuotient<TLane>(args.Table, out var minimum, out var divisor))
        {
            LookUpRows(args, from, to);
            return;
        }

        for (var r = from; r < to; r++)
        {
            // Each row lies on another page. Asking for one line of all of them first lets their addresses be looked up side
            // by side.
            var row = args.Pixels + ((nint)args.Indices[r] * args.Features);
            Memory.Prefetch(row);
            Memory.Prefetch(row + args.Features - 1);
        }

        for (var r = from; r < to; r++)
        {
            if (r + RowsAhead < to)
            {
                Memory.Prefetch(args.Pixels + ((nint)args.Indices[r + RowsAhead] * args.Features), args.Features);
            }

            var pixels = args.Pixels + ((nint)args.Indices[r] * args.Features);
            Divide<TLane>(pixels, minimum, divisor, args.Output + ((nint)r * args.Features), args.Features);
        }
    }

    [SkipLocalsInit]
    public static bool IsQuotient<TLane>(float* table, out float minimum, out float divisor)
        where TLane : struct, ICpuLane<TLane>
    {
        var zero = new ReadOnlySpan<float>(table, TableLength).IndexOf(0f);
        minimum = zero;
        divisor = zero is >= 0 and < TableLength - 1 ? MathF.Round(1 / table[zero + 1]) : 0;
        if (!(divisor is >= 1 and <= 255))
        {
            return false;
        }

        var bytes = stackalloc byte[TableLength];
        for (var x = 0; x < TableLength; x++)
        {
            bytes[x] = (byte)x;
        }

        var quotients = stackalloc float[TableLength];
        Divide<TLane>(bytes, minimum, divisor, quotients, TableLength);
        return new ReadOnlySpan<uint>(quotients, TableLength).SequenceEqual(new ReadOnlySpan<uint>(table, TableLength));
    }

    /// <summary>Whole vectors; the last one moves back so that it ends with the row, which is at least one long.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Divide<TLane>(byte* pixels, float minimum, float divisor, float* output, int features)
        where TLane : struct, ICpuLane<TLane>
    {
        var least = TLane.Create(minimum);
        var d = TLane.Create(divisor);
        var inverse = TLane.Create(1 / divisor);
        var last = features - TLane.Count;
        for (var f = 0; ; f = Math.Min(f + TLane.Count, last))
        {
            var x = TLane.LoadBytes(pixels + f) - least;
            var quotient = x * inverse;
            var rest = TLane.FusedMultiplyAdd(TLane.Zero - quotient, d, x);
            TLane.FusedMultiplyAdd(rest, inverse, quotient).Store(output + f);
            if (f == last)
            {
                return;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void LookUpRows(in GatherArgs args, int from, int to)
    {
        for (var r = from; r < to; r++)
        {
            LookUp(args.Pixels + ((nint)args.Indices[r] * args.Features), args.Table, args.Output + ((nint)r * args.Features), args.Features);
        }
    }

    /// <summary>output[f] = table[pixels[f]].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void LookUp(byte* pixels, float* table, float* output, int features)
    {
        for (var f = 0; f < features; f++)
        {
            output[f] = table[pixels[f]];
        }
    }
}
