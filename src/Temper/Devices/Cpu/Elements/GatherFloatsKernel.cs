using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>Pointers and sizes of a gather of floats.</summary>
internal unsafe struct GatherFloatsArgs
{
    public float* Values;
    public int* Indices;
    public float* Centre;
    public float* Divisor;
    public float* Output;
    public float A;
    public float B;
    public float Clip;
    public int Rows;
    public int Features;
    public InstructionSet InstructionSet;
}

/// <summary>Gathers rows of floats and scales each column.</summary>
/// <remarks>
/// Subtraction, division, product, sum and square root are rounded once each in every width, and nothing is fused: the same bits everywhere.
/// </remarks>
internal static unsafe class GatherFloatsKernel
{
    /// <summary>One thread's rows.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(GatherFloatsArgs*)arguments;
        var (from, to) = Parts.Rows(args.Rows, part, parts);
        for (var r = from; r < to; r++)
        {
            var row = args.Values + ((nint)args.Indices[r] * args.Features);
            var output = args.Output + ((nint)r * args.Features);
            switch (args.InstructionSet)
            {
                case InstructionSet.Avx512:
                    Scale<Lane512>(row, args.Centre, args.Divisor, args.A, args.B, args.Clip, output, args.Features);
                    break;
                case InstructionSet.Avx2:
                    Scale<Lane256>(row, args.Centre, args.Divisor, args.A, args.B, args.Clip, output, args.Features);
                    break;
                case InstructionSet.Vector128:
                    Scale<Lane128>(row, args.Centre, args.Divisor, args.A, args.B, args.Clip, output, args.Features);
                    break;
                default:
                    Scale<LaneSingle>(row, args.Centre, args.Divisor, args.A, args.B, args.Clip, output, args.Features);
                    break;
            }
        }
    }

    /// <summary>Scales one row: whole vectors, then the remainder one number at a time.</summary>
    public static void Scale<TLane>(float* row, float* centre, float* divisor, float a, float b, float clip, float* output, int features)
        where TLane : struct, ICpuLane<TLane>
    {
        var f = 0;
        for (; f + TLane.Count <= features; f += TLane.Count)
        {
            Scale<TLane>(row + f, centre + f, divisor + f, a, b, clip, output + f);
        }

        for (; f < features; f++)
        {
            Scale<LaneSingle>(row + f, centre + f, divisor + f, a, b, clip, output + f);
        }
    }

    private static void Scale<TLane>(float* row, float* centre, float* divisor, float a, float b, float clip, float* output)
        where TLane : struct, ICpuLane<TLane>
    {
        var x = TLane.Create(a) + ((TLane.Load(row) - TLane.Load(centre)) / TLane.Load(divisor) * TLane.Create(b - a));
        if (clip != 0)
        {
            var share = x / TLane.Create(clip);
            x /= TLane.Sqrt(TLane.Create(1) + (share * share));
        }

        x.Store(output);
    }
}
