using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Temper.Devices.Cpu.Lanes;

/// <summary>
/// The words of 16 consecutive Philox blocks side by side (<see cref="Philox.LaneBlock"/>): vector lane i computes block i, and word w of all lanes
/// belongs to elements 16 w to 16 w + 15 of a group of 64.
/// </summary>
internal static unsafe class PhiloxLanes
{
    /// <summary>Elements that the blocks of one group give words to.</summary>
    public const int Group = 64;

    /// <summary>The 64 words of one group, in the order of its elements.</summary>
    /// <remarks>The stream goes by reference: a copy on the stack for each call waits for the store of its last word.</remarks>
    public static void Words(InstructionSet instructionSet, in Philox stream, uint group, uint* words)
    {
        switch (instructionSet)
        {
            case InstructionSet.Avx512:
                Words16(stream, group * 16, words);
                break;
            case InstructionSet.Avx2:
                Words8(stream, group * 16, words);
                Words8(stream, (group * 16) + 8, words + 8);
                break;
            default:
                WordsScalar(stream, group * 16, words);
                break;
        }
    }

    private static void WordsScalar(in Philox stream, uint block, uint* words)
    {
        for (var i = 0u; i < 16; i++)
        {
            (words[i], words[16 + i], words[32 + i], words[48 + i]) = stream.Block(block + i);
        }
    }

    // The product of two 32-bit numbers needs 64 bits: even lanes are multiplied as they are, odd lanes after a shift,
    // and low and high halves are put together again by a blend.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Words16(in Philox stream, uint block, uint* words)
    {
        var c0 = Vector512.Create(block) + Vector512<uint>.Indices;
        var c1 = Vector512.Create(stream.Counter1);
        var c2 = Vector512.Create(stream.Counter2);
        var c3 = Vector512.Create(stream.Counter3);
        var k0 = stream.Key0;
        var k1 = stream.Key1;
        var m0 = Vector512.Create(Philox.Multiplier0);
        var m1 = Vector512.Create(Philox.Multiplier1);
        var odd = Vector512.Create(0xFFFFFFFF00000000UL).AsUInt32();
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var even0 = Avx512F.Multiply(c0, m0);
            var odd0 = Avx512F.Multiply(Vector512.ShiftRightLogical(c0.AsUInt64(), 32).AsUInt32(), m0);
            var even1 = Avx512F.Multiply(c2, m1);
            var odd1 = Avx512F.Multiply(Vector512.ShiftRightLogical(c2.AsUInt64(), 32).AsUInt32(), m1);
            var high0 = Vector512.ConditionalSelect(odd, odd0.AsUInt32(), Vector512.ShiftRightLogical(even0, 32).AsUInt32());
            var low0 = Vector512.ConditionalSelect(odd, Vector512.ShiftLeft(odd0, 32).AsUInt32(), even0.AsUInt32());
            var high1 = Vector512.ConditionalSelect(odd, odd1.AsUInt32(), Vector512.ShiftRightLogical(even1, 32).AsUInt32());
            var low1 = Vector512.ConditionalSelect(odd, Vector512.ShiftLeft(odd1, 32).AsUInt32(), even1.AsUInt32());
            c0 = high1 ^ c1 ^ Vector512.Create(k0);
            c2 = high0 ^ c3 ^ Vector512.Create(k1);
            c1 = low1;
            c3 = low0;
            k0 += Philox.Weyl0;
            k1 += Philox.Weyl1;
        }

        c0.Store(words);
        c1.Store(words + 16);
        c2.Store(words + 32);
        c3.Store(words + 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Words8(in Philox stream, uint block, uint* words)
    {
        var c0 = Vector256.Create(block) + Vector256<uint>.Indices;
        var c1 = Vector256.Create(stream.Counter1);
        var c2 = Vector256.Create(stream.Counter2);
        var c3 = Vector256.Create(stream.Counter3);
        var k0 = stream.Key0;
        var k1 = stream.Key1;
        var m0 = Vector256.Create(Philox.Multiplier0);
        var m1 = Vector256.Create(Philox.Multiplier1);
        var odd = Vector256.Create(0xFFFFFFFF00000000UL).AsUInt32();
        for (var round = 0; round < Philox.Rounds; round++)
        {
            var even0 = Avx2.Multiply(c0, m0);
            var odd0 = Avx2.Multiply(Vector256.ShiftRightLogical(c0.AsUInt64(), 32).AsUInt32(), m0);
            var even1 = Avx2.Multiply(c2, m1);
            var odd1 = Avx2.Multiply(Vector256.ShiftRightLogical(c2.AsUInt64(), 32).AsUInt32(), m1);
            var high0 = Vector256.ConditionalSelect(odd, odd0.AsUInt32(), Vector256.ShiftRightLogical(even0, 32).AsUInt32());
            var low0 = Vector256.ConditionalSelect(odd, Vector256.ShiftLeft(odd0, 32).AsUInt32(), even0.AsUInt32());
            var high1 = Vector256.ConditionalSelect(odd, odd1.AsUInt32(), Vector256.ShiftRightLogical(even1, 32).AsUInt32());
            var low1 = Vector256.ConditionalSelect(odd, Vector256.ShiftLeft(odd1, 32).AsUInt32(), even1.AsUInt32());
            c0 = high1 ^ c1 ^ Vector256.Create(k0);
            c2 = high0 ^ c3 ^ Vector256.Create(k1);
            c1 = low1;
            c3 = low0;
            k0 += Philox.Weyl0;
            k1 += Philox.Weyl1;
        }

        c0.Store(words);
        c1.Store(words + 16);
        c2.Store(words + 32);
        c3.Store(words + 48);
    }
}
