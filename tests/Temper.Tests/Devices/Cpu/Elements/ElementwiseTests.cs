using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Gather, ReLU, dropout, scaling, copies and sums of squares against the reference.</summary>
public sealed class ElementwiseTests
{
    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Relu_is_the_references(InstructionSet set)
    {
        foreach (var size in Lengths())
        {
            using var pair = new DevicePair(set, threads: 2);
            var x = pair.Signed(size, 2);
            var d = pair.Signed(size, 2);

            pair.Reference.Run(new ReluForward(x.Reference, 1));
            pair.Cpu.Run(new ReluForward(x.Cpu, 1));
            pair.Reference.Run(new ReluBackward(x.Reference, d.Reference, 2, 1));
            pair.Cpu.Run(new ReluBackward(x.Cpu, d.Cpu, 2, 1));

            x.AreClose("relu", 0);
            d.AreClose("relu gradient", 0);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Relu_keeps_NaN_and_infinity_as_PyTorch_does(InstructionSet set)
    {
        double[] values = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 0, -0.0, 1e-45, -1e-45];
        double[] expected = [double.NaN, double.PositiveInfinity, 0, 0, 0, 1.401298464324817E-45, 0];
        for (var repeat = 1; repeat <= 6; repeat++)
        {
            using var pair = new DevicePair(set);
            var many = Enumerable.Repeat(values, repeat).SelectMany(value => value).Select(value => (double)(float)value).ToArray();
            var wanted = Enumerable.Repeat(expected, repeat).SelectMany(value => value).ToArray();
            var x = pair.Of(many);

            pair.Reference.Run(new ReluForward(x.Reference, 1));
            pair.Cpu.Run(new ReluForward(x.Cpu, 1));

            Close.Absolute("reference", wanted, x.Reference.ToDoubles(), 0);
            Close.Absolute("cpu", wanted, x.Cpu.ToDoubles(), 0);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Dropout_makes_the_references_mask(InstructionSet set)
    {
        foreach (var size in Lengths())
        {
            foreach (var p in new[] { 0, 0.1, 0.5, 0.93, 1 })
            {
                using var pair = new DevicePair(set, threads: 2);
                var x = pair.Signed(size, 3);
                var mask = new DropoutMask(new Philox(77, RandomPurpose.Dropout, 3, (1UL << 40) + 5), p);

                pair.Reference.Run(new ApplyDropout(x.Reference, mask, 1));
                pair.Cpu.Run(new ApplyDropout(x.Cpu, mask, 1));

                x.AreClose($"dropout({p}) of {size}", 2e-7 * mask.Scale);
            }
        }
    }

    [Fact]
    public void Dropout_drops_its_share()
    {
        foreach (var p in new[] { 0.1, 0.5, 0.9 })
        {
            using var device = new CpuDevice();
            using var buffer = device.Allocate(100_000);
            buffer.Write(0, Enumerable.Repeat(1f, buffer.Length).ToArray().AsSpan());

            device.Run(new ApplyDropout(buffer.All, new DropoutMask(new Philox(5, RandomPurpose.Dropout), p), 100));

            // Five standard deviations; the mean stays 1.
            var kept = buffer.All.ToSingles().Count(value => value != 0) / (double)buffer.Length;
            Assert.InRange(kept, 1 - p - 0.008, 1 - p + 0.008);
            Assert.Equal((float)(1 / (1 - p)), buffer.All.ToSingles().Max());
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Scaling_copies_and_sums_of_squares_are_the_references(InstructionSet set)
    {
        foreach (var size in Lengths())
        {
            using var pair = new DevicePair(set, threads: 2);
            var x = pair.Signed(size, 4);
            var copy = pair.Empty(size);

            pair.Reference.Run(new Scale(x.Reference, 0.3));
            pair.Cpu.Run(new Scale(x.Cpu, 0.3));
            pair.Reference.Run(new Copy(x.Reference, copy.Reference));
            pair.Cpu.Run(new Copy(x.Cpu, copy.Cpu));

            x.AreClose("scaled", 4e-8);
            Assert.Equal(x.Cpu.ToSingles(), copy.Cpu.ToSingles());
            Assert.Equal(x.Reference.ToDoubles(), copy.Reference.ToDoubles());
            var sum = pair.Reference.SumOfSquares(x.Reference);
            Close.Number("sum of squares", sum, pair.Cpu.SumOfSquares(x.Cpu), 2e-7 * sum);
        }
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Gathering_reads_the_rows_of_the_batch(InstructionSet set)
    {
        foreach (var features in DevicePair.Sizes)
        {
            using var pair = new DevicePair(set);
            var pixels = Nets.Labels(6, 1, 0, 9 * features, 256);
            int[] rows = [8, 0, 3, 3, 7];
            var table = pair.Signed(256, 6);
            var y = pair.Empty(4 * features);

            Gather(pair.Reference, pixels, rows, table.Reference, features, y.Reference);
            Gather(pair.Cpu, pixels, rows, table.Cpu, features, y.Cpu);

            y.AreClose("gathered", 0);
            Assert.Equal(table.Cpu.ToSingles()[pixels[(3 * features) + features - 1]], y.Cpu.ToSingles()[(2 * features) - 1]);
        }
    }

    private static void Gather(Device device, byte[] pixels, int[] rows, View table, int features, View output)
    {
        using var source = device.Upload(pixels);
        using var indices = device.AllocateIndices(rows.Length);
        indices.Write(rows);
        device.Run(new Gather(source, new Batch(indices, 1, 4), table, features, output));
    }

    /// <summary>All sizes, and two that are split over threads.</summary>
    private static IEnumerable<int> Lengths() => [.. DevicePair.Sizes, 20_011, 128 * 200];
}
