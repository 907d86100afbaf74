using System.Numerics;
using System.Runtime.Intrinsics;

namespace Temper.Lab.Statistics;

/// <summary>
/// Counts, over all 2^n ways to toss the coins, in how many of them some of several weighted sums is far from 0: exactly, and for 30
/// coins in well under a second.
/// </summary>
/// <remarks>
/// The first coin is fixed, as every way has its opposite. The others are split in three: a walk over the heaviest, a table of the sums
/// of the middle ones and a table of those of the 8 lightest. What the lightest can add is small, so a look at the sums of the first two
/// tells for nearly every block of 256 ways that nothing in it counts. For the others the lightest sums are kept in rising order, with the
/// set of the ways before every place as 256 bits: the ways in which a form is far from 0 are all from one place on and all up to another,
/// and the union over forms is an or of such sets. Counts are whole numbers: neither threads nor vectors change them.
/// </remarks>
internal static class FlipCount
{
    private const int LightCoins = 8;
    private const int MiddleCoins = 8;

    /// <summary>From this many ways on, several threads share the walk.</summary>
    private const int SharedWalk = 16;

    /// <summary>The shares of ways that count for each query.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="own">Each query's arm about its centre.</param>
    /// <param name="zeros">The arms about 0.</param>
    public static double[] Shares(IReadOnlyList<FlipQuery> queries, FlipForm[] own, Dictionary<int, FlipForm> zeros)
    {
        var asked = Enumerable.Range(0, queries.Count).Where(q => own[q].Seen > 0).ToArray();
        var shares = Enumerable.Repeat(1.0, queries.Count).ToArray();
        if (asked.Length == 0)
        {
            return shares;
        }

        var places = zeros.Keys.ToList();
        FlipForm[] forms = [.. places.Select(arm => zeros[arm]), .. asked.Select(q => own[q])];
        int[][] uses = [.. asked.Select((q, i) => (int[])[.. queries[q].Others.Select(arm => places.IndexOf(arm)), places.Count + i])];
        double[] bounds = [.. asked.Select(q => own[q].Seen)];
        var counts = new Walk(forms, uses, bounds).Count();
        for (var i = 0; i < asked.Length; i++)
        {
            shares[asked[i]] = Math.ScaleB(counts[i], 1 - forms[0].Weights.Length);
        }

        return shares;
    }

    private sealed class Walk
    {
        /// <summary>Whether a query looks at a form, as [query][form].</summary>
        private readonly bool[][] uses;

        private readonly double[] bounds;

        /// <summary>Forms, filled up to whole vectors.</summary>
        private readonly int width;

        /// <summary>Weights of the coins that the walk tosses, heaviest first; as [coin][form].</summary>
        private readonly double[][] heavy;

        /// <summary>Sums of the middle coins, as [way][form].</summary>
        private readonly double[] middle;

        private readonly int middleWays;

        private readonly int lightWays;

        /// <summary>Sums of the lightest coins, as [form][place], rising.</summary>
        private readonly double[] light;

        /// <summary>The ways before a place, one bit each, as [form][place].</summary>
        private readonly Vector256<ulong>[] earlier;

        /// <summary>The most that the lightest coins can add to each form.</summary>
        private readonly double[] reach;

        /// <summary>A block can count only where the magnitude of some form's sum is at least this.</summary>
        private readonly double[] wake;

        public Walk(FlipForm[] forms, int[][] uses, double[] bounds)
        {
            this.bounds = bounds;
            var lanes = Vector256<double>.Count;
            width = (forms.Length + lanes - 1) / lanes * lanes;
            this.uses = [.. uses.Select(some => Enumerable.Range(0, width).Select(some.Contains).ToArray())];
            var coins = Enumerable.Range(0, forms[0].Weights.Length)
                .OrderByDescending(coin => forms.Sum(form => form.Weights[coin] * form.Weights[coin])).ToArray();
            var lightCoins = Math.Min(LightCoins, coins.Length - 1);
            var middleCoins = Math.Min(MiddleCoins, coins.Length - 1 - lightCoins);
            var heavyCoins = coins.Length - lightCoins - middleCoins;
            heavy = [.. coins.Take(heavyCoins).Select(coin => Row(forms, coin))];
            (middleWays, lightWays) = (1 << middleCoins, 1 << lightCoins);
            middle = new double[middleWays * width];
            light = new double[forms.Length * lightWays];
            earlier = new Vector256<ulong>[forms.Length * (lightWays + 1)];
            reach = new double[width];
            wake = [.. Enumerable.Repeat(double.PositiveInfinity, width)];
            var sums = new double[Math.Max(middleWays, lightWays)];
            for (var f = 0; f < forms.Length; f++)
            {
                double[] weights = [.. coins.Skip(heavyCoins).Select(coin => forms[f].Weights[coin])];
                SignedSums.Fill(weights.AsSpan(0, middleCoins), sums);
                for (var way = 0; way < middleWays; way++)
                {
                    middle[(way * width) + f] = sums[way];
                }

                var rising = light.AsSpan(f * lightWays, lightWays);
                SignedSums.Fill(weights.AsSpan(middleCoins), rising);
                FillSets(rising, earlier.AsSpan(f * (lightWays + 1)));
                reach[f] = weights.Skip(middleCoins).Sum(Math.Abs);
            }

            for (var q = 0; q < uses.Length; q++)
            {
                foreach (var f in uses[q])
                {
                    wake[f] = Math.Min(wake[f], bounds[q] - reach[f]);
                }
            }
        }

        /// <summary>Sorts the sums of all ways, and makes the sets of the ways before every place.</summary>
        private static void FillSets(Span<double> sums, Span<Vector256<ulong>> sets)
        {
            var ways = Enumerable.Range(0, sums.Length).ToArray();
            sums.Sort(ways.AsSpan());
            for (var place = 0; place < ways.Length; place++)
            {
                var (part, bit) = Math.DivRem(ways[place], 64);
                sets[place + 1] = sets[place].WithElement(part, sets[place][part] | (1UL << bit));
            }
        }

        public long[] Count()
        {
            var ways = 1L << (heavy.Length - 1);
            var counts = new long[uses.Length];
            var parts = heavy.Length + BitOperations.Log2((uint)middleWays) > SharedWalk ? Math.Min(ways, 64) : 1;
            Parallel.For(0, parts, part =>
            {
                var some = new long[uses.Length];
                Count(ways * part / parts, ways * (part + 1) / parts, some);
                lock (counts)
                {
                    for (var q = 0; q < counts.Length; q++)
                    {
                        counts[q] += some[q];
                    }
                }
            });
            return counts;
        }

        private double[] Row(FlipForm[] forms, int coin)
        {
            var row = new double[width];
            for (var f = 0; f < forms.Length; f++)
            {
                row[f] = forms[f].Weights[coin];
            }

            return row;
        }

        /// <summary>The ways of the heaviest coins from one number to before another; bit j of a number is the sign of coin j + 1.</summary>
        private void Count(long from, long to, long[] counts)
        {
            var sums = new double[width];
            var here = new double[width];
            var awake = new int[width];
            for (var way = from; way < to; way++)
            {
                heavy[0].CopyTo(sums, 0);
                for (var coin = 1; coin < heavy.Length; coin++)
                {
                    var sign = (way >> (coin - 1) & 1) == 1 ? 1 : -1;
                    for (var f = 0; f < width; f++)
                    {
                        sums[f] += sign * heavy[coin][f];
                    }
                }

                for (var j = 0; j < middleWays; j++)
                {
                    var count = Awake(sums, j * width, here, awake);
                    if (count > 0)
                    {
                        Block(here, awake.AsSpan(0, count), counts);
                    }
                }
            }
        }

        /// <summary>Adds the sums of the middle coins and lists the forms that can reach a bound.</summary>
        private int Awake(double[] sums, int row, double[] here, int[] awake)
        {
            var count = 0;
            for (var f = 0; f < width; f += Vector256<double>.Count)
            {
                var sum = Vector256.LoadUnsafe(ref sums[f]) + Vector256.LoadUnsafe(ref middle[row + f]);
                var bits = Vector256.GreaterThanOrEqual(Vector256.Abs(sum), Vector256.LoadUnsafe(ref wake[f])).ExtractMostSignificantBits();
                sum.StoreUnsafe(ref here[f]);
                for (; bits != 0; bits &= bits - 1)
                {
                    awake[count++] = f + BitOperations.TrailingZeroCount(bits);
                }
            }

            return count;
        }

        private void Block(double[] here, ReadOnlySpan<int> awake, long[] counts)
        {
            Span<int> counted = stackalloc int[awake.Length];
            for (var q = 0; q < uses.Length; q++)
            {
                var (bound, isUsed) = (bounds[q], uses[q]);
                var (some, isWhole) = (0, false);
                foreach (var f in awake)
                {
                    var size = Math.Abs(here[f]);
                    if (isUsed[f] && size + reach[f] >= bound)
                    {
                        counted[some++] = f;
                        isWhole |= size - reach[f] >= bound;
                    }
                }

                counts[q] += some == 0 ? 0 : isWhole ? lightWays : Ways(here, counted[..some], bound);
            }
        }

        /// <summary>The ways of the lightest coins in which one of some forms reaches the bound, on either side of 0.</summary>
        private int Ways(double[] here, ReadOnlySpan<int> some, double bound)
        {
            var reached = Vector256<ulong>.Zero;
            foreach (var f in some)
            {
                var sums = light.AsSpan(f * lightWays, lightWays);
                var sets = earlier.AsSpan(f * (lightWays + 1), lightWays + 1);
                if (here[f] + reach[f] >= bound)
                {
                    reached |= Vector256.AndNot(sets[lightWays], sets[Below(sums, bound - here[f])]);
                }

                if (reach[f] - here[f] >= bound)
                {
                    reached |= sets[Below(sums, Math.BitIncrement(-bound - here[f]))];
                }
            }

            return BitOperations.PopCount(reached[0]) + BitOperations.PopCount(reached[1])
                + BitOperations.PopCount(reached[2]) + BitOperations.PopCount(reached[3]);
        }

        /// <summary>How many of some rising numbers are below a limit. Their number is a power of two, so halves stay whole.</summary>
        private static int Below(ReadOnlySpan<double> rising, double limit)
        {
            var count = 0;
            for (var half = rising.Length / 2; half > 0; half /= 2)
            {
                count += rising[count + half - 1] < limit ? half : 0;
            }

            return count + (rising[count] < limit ? 1 : 0);
        }
    }
}
