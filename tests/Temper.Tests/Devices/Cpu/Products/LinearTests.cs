using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Products;

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

    [Theory]
    [MemberData(nameof(Sets))]
    public void Zeros_that_are_skipped_change_nothing(InstructionSet set)
    {
        // Around the fewest rows, columns and depth for which zeros are skipped (32), blocks of the depth (32), stripes (8),
        // row blocks (16), groups (128), each kernel's width, and two and three panels of the widest.
        int[] depths = [31, 32, 33, 63, 64, 65, 127, 128, 129, 200, 257];
        int[] widths = [32, 33, 49, 63, 64, 65, 100, 112, 113, 160, 161, 200, 208, 209, 300, 420];
        int[] rows = [3, 31, 32, 33, 39, 40, 41, 72, 127, 128, 129, 150];
        var stream = new Philox(1, RandomPurpose.Test, 81);
        for (var i = 0; i < 60; i++)
        {
            var shape = new LinearShape(Of(rows, 3 * i), Of(depths, (3 * i) + 1), Of(widths, (3 * i) + 2));
            Compare(set, 1 + (i % 3), shape, zeros: Zeros(i), gradientZeros: Zeros(i / 5));
        }

        static double Zeros(int draw) => (draw % 5) switch { 0 => 0.2, 1 => 0.5, 2 => 0.8, 3 => 0.97, _ => 1 };

        int Of(int[] values, int draw) => values[stream.Below(draw, values.Length)];
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Where_A_has_no_numbers_a_NaN_in_B_is_skipped_and_elsewhere_it_spreads(InstructionSet set)
    {
        // Documented: 0 * NaN is not computed where a stripe of rows skips its zeros. A NaN that meets a number does spread.
        using var device = new CpuDevice(1, set);
        using var x = device.Allocate(32 * 64);
        using var w = device.Allocate(64 * 64);
        using var y = device.Allocate(32 * 64);
        var numbers = new float[32 * 64];
        for (var r = 0; r < 32; r++)
        {
            numbers[(r * 64) + 5] = 1;
        }

        numbers[(3 * 64) + 40] = 1;
        x.Write(0, numbers);
        var weights = new float[64 * 64];
        weights[(40 * 64) + 7] = float.NaN;
        w.Write(0, weights);
        device.Run(new LinearForward(x.All, w.All, default, y.All, new LinearShape(32, 64, 64)));
        var result = y.All.ToSingles();
        Assert.True(float.IsNaN(result[(3 * 64) + 7]));
        Assert.All(Enumerable.Range(4, 28), r => Assert.Equal(0f, result[(r * 64) + 7]));
    }

    private static void Compare(InstructionSet set, int threads, LinearShape shape, bool hasBias = true, double zeros = 0, double gradientZeros = 0)
    {
        using var pair = new DevicePair(set, threads);
        var (rows, inputs, outputs) = shape;
        var x = Signed(rows * inputs, zeros);
        var w = pair.Signed(inputs * outputs, 1);
        var b = pair.Signed(outputs, 1);
        var dy = Signed(rows * outputs, gradientZeros);
        var y = pair.Empty(rows * outputs);
        var dw = pair.Empty(inputs * outputs);
        var db = pair.Empty(outputs);
        var dx = pair.Empty(rows * inputs);

        pair.Reference.Run(new LinearForward(x.Reference, w.Reference, hasBias ? b.Reference : default, y.Reference, shape));
        pair.Cpu.Run(new LinearForward(x.Cpu, w.Cpu, hasBias ? b.Cpu : default, y.Cpu, shape));
        pair.Reference.Run(new LinearBackwardInput(dy.Reference, w.Reference, dx.Reference, shape));
        pair.Cpu.Run(new LinearBackwardInput(dy.Cpu, w.Cpu, dx.Cpu, shape));
        pair.Reference.Run(new LinearBackwardParameters(x.Reference, dy.Reference, dw.Reference, hasBias ? db.Reference : default, shape));
        pair.Cpu.Run(new LinearBackwardParameters(x.Cpu, dy.Cpu, dw.Cpu, hasBias ? db.Cpu : default, shape));

        y.AreClose($"output of {shape}", Rounding(inputs));
        dw.AreClose($"weight gradient of {shape}", Rounding(rows));
        dx.AreClose($"input gradient of {shape}", Rounding(outputs));
        if (hasBias)
        {
            db.AreClose($"bias gradient of {shape}", Rounding(rows));
        }

        DevicePair.Both Signed(int length, double zeros)
        {
            // Zeros in runs of random length, as dark borders and units that never fire make them.
            var numbers = Nets.Signed(1, (uint)length, 10, length);
            var draws = Nets.Signed(2, (uint)length, 11, length);
            for (var i = 0; i < length && zeros > 0; i++)
            {
                numbers[i] = (draws[i / 3] + 1) / 2 < zeros ? 0 : numbers[i];
            }

            return pair.Of(numbers);
        }
    }

    /// <summary>
    /// A chain of n fused multiply-adds of numbers below 1: each rounds a partial sum of up to 1.3 sqrt(n) by 6e-8 / sqrt(3),
    /// so that six standard deviations are 3e-7 n.
    /// </summary>
    private static double Rounding(int terms) => 3e-7 * (1 + terms);
}
