using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>What the dropout kernel needs.</summary>
internal unsafe struct DropoutArgs
{
    public float* Values;
    public int Rows;
    public int Features;
    public DropoutMask Mask;
    public InstructionSet InstructionSet;
}

/// <summary>
/// Multiplies by a dropout mask, made on the way. Work is cut into groups of 64 elements, which are the four words of
/// 16 consecutive Philox blocks (<see cref="PhiloxLanes"/>).
/// </summary>
internal static unsafe class DropoutKernel
{
    private const int Group = PhiloxLanes.Group;

    /// <summary>One thread's rows. Groups do not end where rows do: the first and the last are done in part.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(DropoutArgs*)arguments;
        var (fromRow, toRow) = Parts.Rows(args.Rows, part, parts);
        var from = (nint)fromRow * args.Features;
        var to = (nint)toRow * args.Features;
        var threshold = args.Mask.Threshold;
        if (threshold > uint.MaxValue)
        {
            new Span<float>(args.Values + from, (int)(to - from)).Clear();
            return;
        }

        var words = stackalloc uint[Group];
        var stream = args.Mask.Stream;
        var scale = (float)args.Mask.Scale;
        for (var at = from; at < to;)
        {
            var group = at / Group;
            PhiloxLanes.Words(args.InstructionSet, stream, (uint)group, words);
            var end = Math.Min((group + 1) * Group, to);
            Apply(args.Values + at, (int)(end - at), words + (at - (group * Group)), (uint)threshold, scale);
            at = end;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Apply(float* values, int count, uint* words, uint threshold, float scale)
    {
        var i = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            var limit = Vector256.Create(threshold);
            for (; i + 8 <= count; i += 8)
            {
                var kept = Vector256.GreaterThanOrEqual(Vector256.Load(words + i), limit).AsSingle();
                Vector256.ConditionalSelect(kept, Vector256.Load(values + i) * scale, Vector256<float>.Zero).Store(values + i);
            }
        }

        for (; i < count; i++)
        {
            values[i] = words[i] >= threshold ? values[i] * scale : 0;
        }
    }
}
