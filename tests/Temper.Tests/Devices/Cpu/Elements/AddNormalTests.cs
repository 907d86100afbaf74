using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Devices.Operations;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Devices.Cpu.Elements;

/// <summary>Normal noise: the reference's numbers, from the words that its documentation says, and normal.</summary>
public sealed class AddNormalTests
{
    private const int Draws = 1_000_000;

    private static readonly Lazy<float[]> Drawn = new(() => Noise(new Philox(9, RandomPurpose.Test), Draws));

    public static TheoryData<InstructionSet> Sets => DevicePair.InstructionSets;

    [Theory]
    [MemberData(nameof(Sets))]
    public void Noise_is_the_references_rounded_once(InstructionSet set)
    {
        foreach (var size in (int[])[0, 1, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 1000, 20_011])
        {
            using var pair = new DevicePair(set, threads: 2);
            var x = pair.Signed(size, 21);
            var stream = new Philox(77, RandomPurpose.GradientNoise, 3, (1UL << 40) + 5);

            pair.Reference.Run(new AddNormal(x.Reference, stream, 0.7));
            pair.Cpu.Run(new AddNormal(x.Cpu, stream, 0.7));

            // Half a unit in the last place of a float, and what 1e-13 can change in the choice of the nearest.
            var exact = x.Reference.ToDoubles();
            var rounded = x.Cpu.ToDoubles();
            for (var i = 0; i < size; i++)
            {
                Close.Number($"noise[{i}] of {size}", exact[i], rounded[i], (Math.Abs(exact[i]) * 5.97e-8) + 1e-12);
            }
        }
    }

    [Fact]
    public void The_numbers_are_those_of_the_host_to_the_bit()
    {
        var stream = new Philox(9, RandomPurpose.Test);
        Assert.All(Enumerable.Range(0, 5000), i => Assert.Equal((float)NormalDraw.Of(stream, i), Drawn.Value[i]));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(17)]
    [InlineData(40)]
    [InlineData(63)]
    [InlineData(64 + 33)]
    public void Elements_have_the_words_that_the_documentation_says(int element)
    {
        var stream = new Philox(9, RandomPurpose.Test);
        var (w0, w1, w2, w3) = stream.Block((uint)((element / 64 * 16) + (element % 16)));
        var (u, w) = element / 16 % 4 < 2 ? (w0, w1) : (w2, w3);
        var length = Math.Sqrt(-2 * Math.Log((u + 0.5) / 4294967296));
        var expected = length * (element / 16 % 2 == 0 ? Math.Cos(2 * Math.PI * w / 4294967296) : Math.Sin(2 * Math.PI * w / 4294967296));
        Close.Number("element", expected, Drawn.Value[element], 1e-6);
    }

    /// <summary>Computed with 50 decimal digits. The first word is 0 where the numbers are largest.</summary>
    [Theory]
    [InlineData(0x00000000u, 0x00000000u, 6.763705635001895203, 0)]
    [InlineData(0x00000000u, 0x20000000u, 4.782662120459503588, 4.782662120459503588)]
    [InlineData(0xFFFFFFFFu, 0x12345678u, 0.00001376087229634755795, 0.000006593105285905606060)]
    [InlineData(0x80000000u, 0x40000000u, 0, 1.177410022317726550)]
    [InlineData(0x3243F6A8u, 0x885A308Du, -1.766580535592452134, -0.3673021700507950072)]
    [InlineData(0x00000001u, 0xC0000001u, 9.654205226455800794e-9, -6.599279456093685607)]
    [InlineData(0xB504F333u, 0xDFFFFFFFu, 0.5887050105296412945, -0.5887050122520957036)]
    [InlineData(0xB504F334u, 0xE0000000u, 0.5887050111112103961, -0.5887050111112103961)]
    [InlineData(0x13198A2Eu, 0x9FFFFFFFu, -1.611055999852876358, -1.611055995139190467)]
    [InlineData(0x00012345u, 0x80000001u, -4.682152617159107733, -6.849605713530106727e-9)]
    public void Numbers_are_good_to_13_digits(uint radius, uint angle, double cosine, double sine)
    {
        var (first, second) = NormalDraw.OfWords(radius, angle);
        Close.Number("cosine", cosine, first, 1e-13 * Math.Max(Math.Abs(cosine), 1e-3));
        Close.Number("sine", sine, second, 1e-13 * Math.Max(Math.Abs(sine), 1e-3));
    }

    [Fact]
    public void The_numbers_are_normal()
    {
        var numbers = Drawn.Value;

        // Five standard deviations of each moment of a million draws.
        Assert.InRange(Moment(1), -5e-3, 5e-3);
        Assert.InRange(Moment(2), 1 - 7.1e-3, 1 + 7.1e-3);
        Assert.InRange(Moment(3), -0.0194, 0.0194);
        Assert.InRange(Moment(4), 3 - 0.049, 3 + 0.049);

        // Kolmogorov and Smirnov: beyond 1.95 / sqrt(n) once in a thousand.
        Assert.InRange(KolmogorovSmirnov.Distance(numbers.Select(x => (double)x), NormalDistribution.Cdf), 0, 1.95e-3);

        // The two numbers of a pair, and neighbours, have nothing to do with each other, nor have their squares.
        var squares = Array.ConvertAll(numbers, x => ((x * x) - 1) / MathF.Sqrt(2));
        foreach (var lag in (int[])[1, 16, 32, 64])
        {
            Assert.InRange(Correlation(numbers, lag), -5e-3, 5e-3);
            Assert.InRange(Correlation(squares, lag), -5e-3, 5e-3);
        }

        // Beyond 4: 63.3 expected.
        Assert.InRange(numbers.Count(x => Math.Abs(x) > 4), 63 - 40, 63 + 40);

        double Moment(int power)
        {
            var sum = 0.0;
            foreach (var x in numbers)
            {
                var product = 1.0;
                for (var i = 0; i < power; i++)
                {
                    product *= x;
                }

                sum += product;
            }

            return sum / numbers.Length;
        }

        static double Correlation(float[] numbers, int lag)
        {
            var sum = 0.0;
            for (var i = lag; i < numbers.Length; i++)
            {
                sum += numbers[i] * numbers[i - lag];
            }

            return sum / (numbers.Length - lag);
        }
    }

    [Fact]
    public void Numbers_beyond_five_deviations_come_and_none_is_infinite()
    {
        // 34 million draws: 19.3 beyond 5 expected.
        var beyond = 0;
        using var device = new CpuDevice(2);
        using var buffer = device.Allocate(1 << 20);
        for (var step = 0u; step < 32; step++)
        {
            buffer.Write(0, new float[buffer.Length].AsSpan());
            device.Run(new AddNormal(buffer.All, new Philox(1, RandomPurpose.Test, 40, step), 1));
            foreach (var x in buffer.All.ToSingles())
            {
                beyond += Math.Abs(x) > 5 ? 1 : 0;
                if (!(Math.Abs(x) < 6.77))
                {
                    Assert.Fail($"{x} is out of bounds");
                }
            }
        }

        Assert.InRange(beyond, 4, 42);
    }

    [Theory]
    [MemberData(nameof(Sets))]
    public void Noise_of_nothing_keeps_every_bit_and_NaN_stays_NaN(InstructionSet set)
    {
        double[] some = [-0.0, 0, double.NaN, double.PositiveInfinity, double.NegativeInfinity, float.MaxValue, 1e-45f, -1e-45f, 3];
        double[] values = [.. Enumerable.Repeat(some, 30).SelectMany(value => value)];
        using var pair = new DevicePair(set);
        var x = pair.Of(values);
        pair.Reference.Run(new AddNormal(x.Reference, new Philox(1, RandomPurpose.Test), 0));
        pair.Cpu.Run(new AddNormal(x.Cpu, new Philox(1, RandomPurpose.Test), 0));
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), x.Reference.ToDoubles().Select(BitConverter.DoubleToInt64Bits));
        Assert.Equal(values.Select(BitConverter.DoubleToInt64Bits), x.Cpu.ToDoubles().Select(BitConverter.DoubleToInt64Bits));

        pair.Cpu.Run(new AddNormal(x.Cpu, new Philox(1, RandomPurpose.Test), 1));
        var after = x.Cpu.ToDoubles();
        Assert.True(double.IsNaN(after[2]));
        Assert.Equal((double.PositiveInfinity, double.NegativeInfinity, (double)float.MaxValue), (after[3], after[4], after[5]));
    }

    private static float[] Noise(Philox stream, int count)
    {
        using var device = new CpuDevice();
        using var buffer = device.Allocate(count);
        device.Run(new AddNormal(buffer.All, stream, 1));
        return buffer.All.ToSingles();
    }
}
