using CsCheck;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

public sealed class CrossedVarianceTests
{
    private static readonly Gen<(int Images, double[] Weights, int[][][] Wrong)> Studies =
        from seeds in Gen.Int[2, 9]
        from images in Gen.Int[2, 60]
        from arms in Gen.Int[1, 8]
        from weights in Gen.Int[-4, 4].Select(tenths => tenths * 0.3).Array[arms]
        from wrongOfTen in Gen.Int[0, 10]
        from wrong in Gen.Int[0, 9].Array[images].Select(draws => draws.Index().Where(pair => pair.Item < wrongOfTen).Select(pair => pair.Index).ToArray()).Array[arms].Array[seeds]
        select (images, weights, wrong);

    [Fact]
    public void It_is_the_two_way_layout_written_out() => Studies.Sample(study =>
    {
        var found = Of(study.Images, study.Weights, study.Wrong);
        var expected = Dense(study.Images, study.Weights, study.Wrong);

        Assert.Equal((study.Wrong.Length, study.Images), (found.Seeds, found.Images));
        Assert.Equal(expected.Mean, found.Mean, 1e-10);

        // Variances, because the root of a rounding error near 0 is large.
        Assert.Equal(expected.OfSeeds, found.SeedError * found.SeedError, 1e-10 * Math.Max(1, expected.OfSeeds));
        Assert.Equal(Math.Max(0, expected.OfImages - expected.Residual), found.ImageError * found.ImageError, 1e-10 * Math.Max(1, expected.OfImages));
        Assert.Equal(Math.Sqrt((found.SeedError * found.SeedError) + (found.ImageError * found.ImageError)), found.StandardError, 1e-10);
    });

    [Fact]
    public void Two_seeds_and_two_images_by_hand()
    {
        // Right: seed 0 has image 0, seed 1 has both. Means 50 and 100 by seed, 100 and 50 by image; residuals 25, -25, -25, 25.
        // V_seeds = 1250 / 2, V_images = 1250 / 2, V_residual = 2500 / 4.
        var found = Of(2, [1], [[[1]], [[]]]);
        Assert.Equal((75.0, 25.0, 0.0), (found.Mean, found.SeedError, found.ImageError));

        // Both seeds have image 0 of two: nothing depends on the seed. V_images = s^2(100, 0) / 2 = 5000 / 2.
        var images = Of(2, [1], [[[1]], [[1]]]);
        Assert.Equal((50.0, 0.0, 50.0), (images.Mean, images.SeedError, images.ImageError));

        // An arm less itself is nothing.
        Assert.Equal((0.0, 0.0, 0.0), Of(2, [1, -1], [[[1], [1]], [[], []]]) is var nothing ? (nothing.Mean, nothing.SeedError, nothing.ImageError) : default);
    }

    [Fact]
    public void A_single_seed_or_image_has_no_variance()
    {
        Assert.Equal((double.NaN, double.NaN), Of(5, [1, -1], [[[0], [1, 2]]]) is var one ? (one.SeedError, one.ImageError) : default);
        Assert.Equal(20, Of(5, [1, -1], [[[0], [1, 2]]]).Mean, 1e-12);
        Assert.True(double.IsNaN(Of(1, [0.3], [[[0]], [[]], [[0]]]).ImageError));
        Assert.True(double.IsFinite(Of(1, [0.3], [[[0]], [[]], [[0]]]).SeedError));
    }

    [Fact]
    public void An_interval_is_widened_on_each_side_by_its_own_width()
    {
        // z = 1.95996398454 for 95%; 3-4-5 and 5-12-13 triangles.
        var error = 4 / 1.959963984540054;
        Assert.Equal(new Interval(-5, 5), Rounded(CrossedVariance.Widen(new Interval(-3, 3), 0, error, 0.95)));
        Assert.Equal(new Interval(5, 14), Rounded(CrossedVariance.Widen(new Interval(7, 10), 10, error, 0.95)));
        Assert.Equal(new Interval(double.NegativeInfinity, 15), Rounded(CrossedVariance.Widen(new Interval(double.NegativeInfinity, 13), 10, error, 0.95)));
        Assert.Equal(new Interval(double.NegativeInfinity, double.PositiveInfinity), CrossedVariance.Widen(new Interval(double.NegativeInfinity, double.PositiveInfinity), 10, double.NaN, 0.95));
        Assert.Equal(Interval.None, CrossedVariance.Widen(Interval.None, 10, error, 0.95));
        Assert.Equal(Interval.None, CrossedVariance.Widen(new Interval(7, 13), 10, double.NaN, 0.95));

        // Nothing to add leaves the interval as it is, to the bit.
        Assert.Equal(new Interval(0.1, 0.7), CrossedVariance.Widen(new Interval(0.1, 0.7), 0.3, 0, 0.95));

        // An end that is not on its side of the mean.
        Assert.Equal(new Interval(6, 15), Rounded(CrossedVariance.Widen(new Interval(11, 13), 10, error, 0.95)));

        var study = Of(3, [1, -1], [[[0], [1, 2]], [[], [1]]]);
        Assert.Equal(CrossedVariance.Widen(new Interval(20, 70), study.Mean, study.ImageError, 0.9), study.Widen(new Interval(20, 70), 0.9));
        Assert.True(study.Widen(new Interval(20, 70), 0.99).Width > study.Widen(new Interval(20, 70), 0.9).Width);

        static Interval Rounded(Interval interval) => new(Math.Round(interval.Low, 12), Math.Round(interval.High, 12));
    }

    [Fact]
    public void What_is_no_crossed_study_is_refused_in_one_line()
    {
        Refused(() => Of(5, [1, -1], [[[0], [1]], [[0]]]), "expected 2 arms, one for each weight, received 1 at seed index 1; leave out seeds with a failed run.");
        Refused(() => Of(5, [1], []), "expected at least one seed");
        Refused(() => Of(5, [1], [[[5]]]), "expected rising images below 5, received 5 after -1");
        Refused(() => Of(5, [1], [[[-1]]]), "received -1 after -1");
        Refused(() => Of(5, [1], [[[2, 2]]]), "received 2 after 2");
        Refused(() => Of(5, [double.NaN], [[[2]]]), "finite");
        Refused(() => Of(0, [1], [[[]]]), "images");
        Refused(() => CrossedVariance.Widen(new Interval(0, 1), 0.5, 1, 1), "confidence must lie between 0 and 1");
        Refused(() => CrossedVariance.Widen(new Interval(0, 1), 0.5, -1, 0.95), "expected at least 0, or NaN where there is none, received -1");

        static void Refused(Func<object> call, string expected) =>
            Assert.Contains(expected, Assert.ThrowsAny<ArgumentException>(() => call()).Message, StringComparison.Ordinal);
    }

    private static CrossedVariance Of(int images, double[] weights, int[][][] wrong) =>
        CrossedVariance.Of(images, weights, [.. wrong.Select(seed => (IReadOnlyList<ReadOnlyMemory<int>>)[.. seed.Select(arm => (ReadOnlyMemory<int>)arm)])]);

    /// <summary>The two-way layout over every x[s][i].</summary>
    private static (double Mean, double OfSeeds, double OfImages, double Residual) Dense(int images, double[] weights, int[][][] wrong)
    {
        var seeds = wrong.Length;
        var x = wrong.Select(arms => Enumerable.Range(0, images).Select(i => 100 * weights.Select((weight, arm) => arms[arm].Contains(i) ? 0 : weight).Sum()).ToArray()).ToArray();
        var ofSeed = x.Select(row => row.Average()).ToArray();
        var ofImage = Enumerable.Range(0, images).Select(i => x.Average(row => row[i])).ToArray();
        var mean = x.Average(row => row.Average());
        var residual = Enumerable.Range(0, seeds).Sum(s => Enumerable.Range(0, images).Sum(i => Math.Pow(x[s][i] - ofSeed[s] - ofImage[i] + mean, 2)));
        return (
            mean,
            ofSeed.Sum(value => Math.Pow(value - mean, 2)) / (seeds - 1) / seeds,
            ofImage.Sum(value => Math.Pow(value - mean, 2)) / (images - 1) / images,
            residual / (seeds - 1) / (images - 1) / seeds / images);
    }
}
