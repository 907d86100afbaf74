using System.Globalization;
using Temper.Devices;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Devices;

/// <summary>Gamma and beta numbers: their distributions, and their bits.</summary>
public sealed class DrawTests
{
    private const int Draws = 40_000;

    public static TheoryData<double> Alphas => [0.01, 0.1, 0.2, 0.4, 0.5, 0.999, 1, 2, 7.3, 100];

    [Theory]
    [MemberData(nameof(Alphas))]
    public void Beta_numbers_have_their_distribution(double alpha)
    {
        var numbers = Beta(alpha);
        Assert.All(numbers, x => Assert.InRange(x, 0, 1));

        // Five standard deviations, of the variance by the fourth moment.
        var variance = 1 / (4 * ((2 * alpha) + 1));
        Close.Number("mean", 0.5, numbers.Average(), 5 * Math.Sqrt(variance / Draws));
        var kurtosis = 3 - (6 / ((2 * alpha) + 3));
        Close.Number("variance", variance, numbers.Average(x => (x - 0.5) * (x - 0.5)), 5 * variance * Math.Sqrt((kurtosis - 1) / Draws));
        var low = numbers.Where(x => x < 0.5).ToArray();
        Assert.InRange(low.Length, (Draws / 2) - 500, (Draws / 2) + 500);

        // Of a beta number x, 4 x (1 - x) is one with parameters alpha and 1/2. In the lower half only: nearer to 1 than 1e-16 lies nothing but 1.
        var distance = KolmogorovSmirnov.Distance(low, x => IncompleteBeta.WithHalf(alpha, (1 - (2 * x)) / (4 * x) * ((1 - (2 * x)) / (1 - x))));
        Assert.InRange(distance, 0, 1.95 / Math.Sqrt(low.Length));
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(2.5)]
    [InlineData(60)]
    public void Gamma_numbers_have_their_distribution(double shape)
    {
        var numbers = new double[Draws];
        for (var i = 0; i < Draws; i++)
        {
            var word = 0L;
            numbers[i] = Math.Exp(GammaDraw.LogOf(new Philox(2, RandomPurpose.Test, (uint)i), shape, ref word));
        }

        Close.Number("mean", shape, numbers.Average(), 5 * Math.Sqrt(shape / Draws));
        var kurtosis = 3 + (6 / shape);
        Close.Number("variance", shape, numbers.Average(x => (x - shape) * (x - shape)), 5 * shape * Math.Sqrt((kurtosis - 1) / Draws));
        Func<double, double>? cdf = shape switch
        {
            0.5 => x => (2 * NormalDistribution.Cdf(Math.Sqrt(2 * x))) - 1,
            1 => x => 1 - Math.Exp(-x),
            _ => null,
        };
        if (cdf is not null)
        {
            Assert.InRange(KolmogorovSmirnov.Distance(numbers, cdf), 0, 1.95 / Math.Sqrt(Draws));
        }
    }

    [Fact]
    public void Draws_take_words_one_after_the_other()
    {
        // The second draw begins where the first ended: three words for each attempt and one more below a shape of 1.
        for (var i = 0u; i < 200; i++)
        {
            var stream = new Philox(3, RandomPurpose.Test, i);
            var word = 0L;
            GammaDraw.LogOf(stream, 2, ref word);
            Assert.True(word >= 3 && word % 3 == 0);
            var before = word;
            GammaDraw.LogOf(stream, 0.2, ref word);
            Assert.Equal(1, (word - before) % 3);
        }
    }

    [Fact]
    public void The_smallest_alpha_gives_numbers_at_both_ends()
    {
        var numbers = Beta(BetaDraw.LeastAlpha);
        Assert.Contains(0, numbers);
        Assert.Contains(1, numbers);
        Assert.Contains(numbers, x => x is > 0 and < 1e-200);
        Assert.DoesNotContain(double.NaN, numbers);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.009)]
    [InlineData(100.1)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void Other_alphas_are_refused(double alpha)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => BetaDraw.Of(new Philox(1, RandomPurpose.MixUp), alpha));
        Assert.Contains("0.01 to 100", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A run draws these for ever: whoever changes one changes what its seed means.</summary>
    [Theory]
    [InlineData(1ul, 0.01, "3250f7c8bbb394aa 3feffff89570adee 3feef194ec1d8c4e 3fefffffffffd39a")]
    [InlineData(1ul, 0.2, "3f104ad51882ec7b 3febd6abfd402c71 3fdea90d4a926c2b 3febb118767eeab8")]
    [InlineData(2ul, 0.2, "3feffff6e20b8ede 3fea1b0f79d94995 3fefc8d2e169939a 3e82238f68e3af87")]
    [InlineData(3ul, 0.4, "3fbfe8d6bba0890c 3fe4d490c01d894e 3fd4e89113ebfcba 3fe05364bd91049b")]
    [InlineData(4ul, 1, "3fe7179835bcfef4 3fefc3fdad024667 3fe20017ed89ce23 3fdabd7fe7ca819c")]
    [InlineData(18446744073709551615ul, 1, "3fdb5857c764b78f 3fe90e9a036b58a6 3feb2156d4893e63 3fe0984e4e99a6fa")]
    [InlineData(6ul, 2.5, "3fdccb6828ba258d 3fd72896d4710eb5 3fcccc2bdc1d404b 3fe86e9a4d86d761")]
    [InlineData(7ul, 100, "3fe22ff5740d9e7c 3fe16424afd1ffbf 3fded9eac724e73d 3fe00126ab2c4e6d")]
    public void Beta_numbers_of_seeds_stay(ulong seed, double alpha, string expected) =>
        Assert.Equal(expected, Bits(Enumerable.Range(0, 4).Select(step => BetaDraw.Of(new Philox(seed, RandomPurpose.MixUp, 0, (ulong)step), alpha))));

    [Theory]
    [InlineData(1ul, "bfe711d1960b7323 bf779d2591bc039f 3fd790e0de3f95fa bff37b0d4b9a0199")]
    [InlineData(2ul, "c00165a984be2bbd 3fc254aee70a08ff bfc70f76d1dcb296 bf946c2a6197103c")]
    [InlineData(18446744073709551615ul, "bfcd713d9577388f 3fc0821e3f24cfde bff80e8244a01f96 3fe46413351f96cd")]
    public void Normal_numbers_of_seeds_stay(ulong seed, string expected) =>
        Assert.Equal(
            expected, Bits(((int[])[0, 16, 33, 63]).Select(element => NormalDraw.Of(new Philox(seed, RandomPurpose.GradientNoise, 0, 5), element))));

    private static double[] Beta(double alpha) =>
        [.. Enumerable.Range(0, Draws).Select(i => BetaDraw.Of(new Philox(1, RandomPurpose.Test, (uint)i), alpha))];

    private static string Bits(IEnumerable<double> numbers) =>
        string.Join(' ', numbers.Select(number => BitConverter.DoubleToInt64Bits(number).ToString("x16", CultureInfo.InvariantCulture)));
}
