using Temper.Devices;
using Temper.Devices.Cpu;
using Xunit;

namespace Temper.Tests.Devices.Cpu;

/// <summary>The matrix products of the CPU against the reference, around every tile shape.</summary>
public sealed class LinearTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Each_size_of_rows_inputs_and_outputs_gives_the_references_numbers(InstructionSet set)
    {
        foreach (var size in DevicePair.Sizes)
        {
            Compare(set, 1, new LinearShape(size, 5, 9));
            Compare(set, 1, new LinearShape(13, size, 7));
            Compare(set, 1, new LinearShape(7, 6, size));
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Random_shapes_on_several_threads_give_the_references_numbers(InstructionSet set)
    {
        var stream = new Philox(1, RandomPurpose.Test, 80);
        for (var i = 0; i < 40; i++)
        {
            var shape = new LinearShape(Size(3 * i), Size((3 * i) + 1), Size((3 * i) + 2));
            Compare(set, 1 + (i % 3), shape, hasBias: i % 4 != 0);
        }

        int Size(int draw) => DevicePair.Sizes[stream.Below(draw, DevicePair.Sizes.Length - 2)];
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_chapters_shapes_give_the_references_numbers(InstructionSet set)
    {
        Compare(set, 2, new LinearShape(64, 784, 200));
        Compare(set, 2, new LinearShape(128, 200, 10));
    }

    private static void Compare(InstructionSet set, int threads, LinearShape shape, bool hasBias = true)
    {
        using var pair = new DevicePair(set, threads);
        var (rows, inputs, outputs) = shape;
        var x = pair.Signed(rows * inputs, 1);
        var w = pair.Signed(inputs * outputs, 1);
        var b = pair.Signed(outputs, 1);
        var dy = pair.Signed(rows * outputs, 1);
        var y = pair.Empty(rows * outputs);
        var dw = pair.Empty(inputs * outputs);
        var db = pair.Empty(outputs);
        var dx = pair.Empty(rows * inputs);

        pair.Reference.LinearForward(x.Reference, w.Reference, hasBias ? b.Reference : default, y.Reference, shape);
        pair.Cpu.LinearForward(x.Cpu, w.Cpu, hasBias ? b.Cpu : default, y.Cpu, shape);
        pair.Reference.LinearBackwardInput(dy.Reference, w.Reference, dx.Reference, shape);
        pair.Cpu.LinearBackwardInput(dy.Cpu, w.Cpu, dx.Cpu, shape);
        pair.Reference.LinearBackwardParameters(x.Reference, dy.Reference, dw.Reference, hasBias ? db.Reference : default, shape);
        pair.Cpu.LinearBackwardParameters(x.Cpu, dy.Cpu, dw.Cpu, hasBias ? db.Cpu : default, shape);

        y.AreClose($"output of {shape}", Rounding(inputs));
        dw.AreClose($"weight gradient of {shape}", Rounding(rows));
        dx.AreClose($"input gradient of {shape}", Rounding(outputs));
        if (hasBias)
        {
            db.AreClose($"bias gradient of {shape}", Rounding(rows));
        }
    }

    /// <summary>
    /// A chain of n fused multiply-adds of numbers below 1: each rounds a partial sum of up to 1.3 sqrt(n) by 6e-8 / sqrt(3),
    /// so that six standard deviations are 3e-7 n.
    /// </summary>
    private static double Rounding(int terms) => 3e-7 * (1 + terms);
}
