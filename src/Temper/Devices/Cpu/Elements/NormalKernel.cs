using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices.Cpu.Elements;

/// <summary>What the kernel of normal noise needs.</summary>
internal unsafe struct NormalArgs
{
    public float* Values;
    public int Length;
    public Philox Stream;
    public double Std;
    public InstructionSet InstructionSet;
}

/// <summary>
/// Adds normal numbers, made on the way, in groups of 64 elements (<see cref="PhiloxLanes"/>): the first and the second word of 16 blocks are the two
/// words of 16 pairs, and so are the third and the fourth. In double, rounded once when the sum is stored. The arithmetic is that of whole vectors of
/// eight whatever the device's instruction set, in several goes on narrower processors; each element has the same bits in all of them.
/// </summary>
internal static unsafe class NormalKernel
{
    private const int Group = PhiloxLanes.Group;
    private const int Blocks = Group / 4;
    private const int Lanes = 8;

    /// <summary>One thread's groups.</summary>
    public static void Run(void* arguments, int part, int parts)
    {
        ref var args = ref *(NormalArgs*)arguments;
        var (from, to) = Parts.Range(args.Length, Group, part, parts);
        var words = stackalloc uint[Group];
        for (var at = from; at < to; at += Group)
        {
            PhiloxLanes.Words(args.InstructionSet, args.Stream, (uint)at / Group, words);
            if (to - at >= Group)
            {
                Add(args.Values + at, words, args.Std);
            }
            else
            {
                AddToRest(args.Values + at, to - at, words, args.Std);
            }
        }
    }

    /// <summary>Fewer than 64 elements, where the view ends.</summary>
    private static void AddToRest(float* values, int count, uint* words, double std)
    {
        var group = stackalloc float[Group];
        new Span<float>(values, count).CopyTo(new Span<float>(group, Group));
        Add(group, words, std);
        new Span<float>(group, count).CopyTo(new Span<float>(values, count));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(float* values, uint* words, double std)
    {
        var factor = Vector256.Create(std);
        for (var half = 0; half < Group; half += 2 * Blocks)
        {
            for (var i = half; i < half + Blocks; i += Lanes)
            {
                var (radius, moreRadius) = Vector256.Widen(Vector256.Load(words + i));
                var (angle, moreAngle) = Vector256.Widen(Vector256.Load(words + i + Blocks));
                var (cosine, sine) = BoxMuller.Pairs(Vector512.Create(radius, moreRadius), Vector512.Create(angle, moreAngle));
                Add(values + i, cosine, factor);
                Add(values + i + Blocks, sine, factor);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float* values, Vector512<double> numbers, Vector256<double> factor)
    {
        var (lower, upper) = Vector256.Widen(Vector256.Load(values));
        Vector256.Narrow(lower + (numbers.GetLower() * factor), upper + (numbers.GetUpper() * factor)).Store(values);
    }
}
