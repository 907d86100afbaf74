using Temper.Devices;
using Temper.Lab.Statistics;
using Xunit;

namespace Temper.Tests.Statistics;

/// <summary>
/// How often intervals of nominally 95% hold the effect in the population that seeds and images come from: bands about what was measured,
/// so that neither a better nor a worse interval goes unnoticed.
/// </summary>
public sealed class CrossedCoverageTests
{
    private const int Images = 400;
    private const int Studies = 2000;

    /// <summary>Kinds of images: how often they come, and how often the two arms are wrong on them.</summary>
    private static readonly (double Share, double First, double Second)[] Opposed = [(0.70, 0.03, 0.03), (0.12, 0.9, 0.1), (0.10, 0.1, 0.9), (0.08, 0.6, 0.5)];

    /// <summary>The same, but what an arm is worth hardly depends on the image.</summary>
    private static readonly (double Share, double First, double Second)[] Alike = [(0.80, 0.06, 0.04), (0.12, 0.55, 0.50), (0.08, 0.80, 0.75)];

    [Theory]
    [InlineData(true, 10, 0.525, 0.955)]
    [InlineData(true, 30, 0.31, 0.95)]
    [InlineData(false, 10, 0.955, 0.96)]
    [InlineData(false, 30, 0.945, 0.945)]
    public void Intervals_over_seeds_miss_where_arms_differ_by_image_and_widened_ones_do_not(bool isOpposed, int seeds, double plain, double widened)
    {
        var kinds = isOpposed ? Opposed : Alike;
        var effect = kinds.Sum(kind => 100 * kind.Share * (kind.First - kind.Second));
        var (coveredPlain, coveredWidened) = (0, 0);
        for (var study = 0; study < Studies; study++)
        {
            var variance = Study(kinds, seeds, study);
            var half = StudentT.Quantile(0.975, seeds - 1) * variance.SeedError;
            var interval = new Interval(variance.Mean - half, variance.Mean + half);
            coveredPlain += interval.Contains(effect) ? 1 : 0;
            coveredWidened += variance.Widen(interval, 0.95).Contains(effect) ? 1 : 0;
        }

        Assert.Equal(plain, (double)coveredPlain / Studies, 0.015);
        Assert.Equal(widened, (double)coveredWidened / Studies, 0.015);
    }

    private static CrossedVariance Study((double Share, double First, double Second)[] kinds, int seeds, int study)
    {
        var words = new Words(new Philox((ulong)(seeds + kinds.Length), RandomPurpose.Test, step: (ulong)study));
        var ofImage = new int[Images];
        for (var i = 0; i < Images; i++)
        {
            var share = words.Next();
            while (ofImage[i] < kinds.Length - 1 && share >= kinds[ofImage[i]].Share)
            {
                share -= kinds[ofImage[i]++].Share;
            }
        }

        var wrong = new List<IReadOnlyList<ReadOnlyMemory<int>>>();
        for (var s = 0; s < seeds; s++)
        {
            // A seed that is good for the second arm: less often wrong, on every image.
            var luck = 0.02 * ((2 * words.Next()) - 1);
            var (first, second) = (new List<int>(), new List<int>());
            for (var i = 0; i < Images; i++)
            {
                var kind = kinds[ofImage[i]];
                if (words.Next() < kind.First)
                {
                    first.Add(i);
                }

                if (words.Next() < kind.Second + luck)
                {
                    second.Add(i);
                }
            }

            wrong.Add([first.ToArray(), second.ToArray()]);
        }

        // Right less right: the first arm's errors count for the second.
        return CrossedVariance.Of(Images, [-1, 1], wrong);
    }

    /// <summary>Uniform numbers, four at a time.</summary>
    private sealed class Words(Philox stream)
    {
        private readonly double[] next = new double[4];
        private uint blocks;
        private int at = 4;

        public double Next()
        {
            if (at == 4)
            {
                var (w0, w1, w2, w3) = stream.Block(blocks++);
                (next[0], next[1], next[2], next[3]) = (w0 / 4294967296.0, w1 / 4294967296.0, w2 / 4294967296.0, w3 / 4294967296.0);
                at = 0;
            }

            return next[at++];
        }
    }
}
