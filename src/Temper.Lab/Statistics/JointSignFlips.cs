namespace Temper.Lab.Statistics;

/// <summary>
/// Sign flips of several arms that share their seeds: the differences of one seed are flipped together, so that whatever makes the arms go
/// together (they share a baseline) stays in every way to toss the coins. An arm's extremeness is
/// T = |sum of its differences from the centre| / sqrt(sum of their squares), which rises with |t| of Student's test, and the p-value of
/// a query is the share of ways in which the largest T of its arms is at least the T that was seen (Westfall and Young,
/// "Resampling-Based Multiple Testing", 1993).
/// </summary>
/// <remarks>
/// The squares do not change with the signs, so T is a weighted sum of coins: one linear form per arm and centre. Up to
/// <see cref="SignFlipTest.ExactUpTo"/> seeds every way is counted, above that the draws; where counting takes long, a p-value that the
/// draws put more than 60 of their standard errors above the level, and which decides nothing, is left at what they say.
/// </remarks>
internal sealed class JointSignFlips
{
    private readonly double[][] differences;
    /// <summary>So many ways are counted in no time.</summary>
    private const int QuickUpTo = 20;

    /// <summary>No drawn p-value is off by as much: 60 standard errors at their largest.</summary>
    private const double FarAbove = 0.1;

    private readonly Lazy<SignDraws> draws;
    private readonly Dictionary<int, SignFlips> alone = [];
    private readonly Dictionary<int, (double[] Sums, double[] Signs)> drawn = [];

    /// <summary>Prepares a family.</summary>
    /// <param name="differences">As [arm][seed], on a scale where sums of squares are finite; NaN where a seed has no difference.</param>
    public JointSignFlips(IReadOnlyList<double[]> differences)
    {
        var order = Order(differences);
        this.differences = [.. differences.Select(row => order.Select(seed => row[seed]).ToArray())];
        draws = new Lazy<SignDraws>(() => new SignDraws(order.Length));
    }

    /// <summary>Whether p-values take long enough for it to pay to ask the draws first.</summary>
    public bool IsSlow => differences[0].Length is > QuickUpTo and <= SignFlipTest.ExactUpTo;

    /// <summary>The p-values of some queries.</summary>
    /// <param name="queries">The queries.</param>
    /// <param name="level">The level that they are compared with.</param>
    public double[] PValues(IReadOnlyList<FlipQuery> queries, double level)
    {
        if (differences[0].Length > SignFlipTest.ExactUpTo)
        {
            return Drawn(queries);
        }

        var shares = queries.Select(query => query.Others.Length == 0 ? Alone(query) : double.NaN).ToArray();
        var rest = Enumerable.Range(0, queries.Count).Where(q => double.IsNaN(shares[q])).ToList();
        if (IsSlow)
        {
            foreach (var (q, share) in rest.Zip(Drawn([.. rest.Select(q => queries[q])])))
            {
                shares[q] = share;
            }

            rest = [.. rest.Where(q => shares[q] <= level + FarAbove)];
        }

        foreach (var (q, share) in rest.Zip(Counted([.. rest.Select(q => queries[q])])))
        {
            shares[q] = share;
        }

        return shares;
    }

    /// <summary>A p-value without others is that of the plain test, which needs no walk through all ways.</summary>
    private double Alone(FlipQuery query)
    {
        if (!alone.TryGetValue(query.Arm, out var flips))
        {
            alone[query.Arm] = flips = new SignFlips([.. differences[query.Arm].Where(double.IsFinite)]);
        }

        var pairs = differences[query.Arm].Count(double.IsFinite);
        return double.IsInfinity(query.Centre) ? SignFlipTest.SmallestTwoSided(pairs) : flips.TwoSided(query.Centre);
    }

    /// <summary>The p-values by the draws alone.</summary>
    public double[] Drawn(IReadOnlyList<FlipQuery> queries) => DrawnShares(queries, Own(queries), Zeros(queries));

    private double[] Counted(IReadOnlyList<FlipQuery> queries) => FlipCount.Shares(queries, Own(queries), Zeros(queries));

    private FlipForm[] Own(IReadOnlyList<FlipQuery> queries) => [.. queries.Select(query => Form(query.Arm, query.Centre))];

    private Dictionary<int, FlipForm> Zeros(IReadOnlyList<FlipQuery> queries) =>
        queries.SelectMany(query => query.Others).Distinct().ToDictionary(arm => arm, arm => Form(arm, 0));

    /// <summary>
    /// A drawn sign belongs to a place, so places must depend neither on the order of the seeds or arms nor on which net is the baseline: they
    /// go by the distance from the means, and then by the side. Seeds that agree in both are as good as one another.
    /// </summary>
    private static int[] Order(IReadOnlyList<double[]> differences)
    {
        var seeds = differences[0].Length;
        var keys = new (float Distance, float Towards)[seeds];
        foreach (var row in differences)
        {
            var present = row.Where(double.IsFinite).ToArray();
            var mean = Finite.Mean(present);
            var deviation = Finite.Deviation(present, mean);
            for (var seed = 0; seed < seeds; seed++)
            {
                var distance = (row[seed] - mean) / (differences.Count == 1 || !(deviation > 0) ? 1 : deviation);
                keys[seed].Distance += double.IsFinite(distance) ? (float)Math.Abs(distance) : 0;
                keys[seed].Towards += double.IsFinite(distance) ? (float)(Math.Sign(mean) * distance) : 0;
            }
        }

        var order = Enumerable.Range(0, seeds).ToArray();
        Array.Sort(keys, order);
        return order;
    }

    private FlipForm Form(int arm, double centre)
    {
        var row = differences[arm];
        var values = new double[row.Length];
        var squares = 0.0;
        for (var seed = 0; seed < row.Length; seed++)
        {
            // Infinitely far away all differences look alike.
            values[seed] = double.IsNaN(row[seed]) ? 0 : double.IsInfinity(centre) ? 1 : row[seed] - centre;
            squares += values[seed] * values[seed];
        }

        var length = Math.Sqrt(squares);
        var (seen, magnitudes) = (0.0, 0.0);
        for (var seed = 0; seed < row.Length; seed++)
        {
            values[seed] = length > 0 ? values[seed] / length : 0;
            seen += values[seed];
            magnitudes += Math.Abs(values[seed]);
        }

        return new FlipForm(values, length, Math.Abs(seen) - (SignFlipTest.Tie * magnitudes));
    }

    /// <summary>(b + 1) / (draws + 1): the way that was seen is one of them.</summary>
    private double[] DrawnShares(IReadOnlyList<FlipQuery> queries, FlipForm[] own, Dictionary<int, FlipForm> zeros)
    {
        var shares = new double[queries.Count];
        Parallel.ForEach(zeros.Keys.Concat(queries.Select(query => query.Arm)).Distinct().Where(arm => !drawn.ContainsKey(arm)).ToList(), arm =>
        {
            var row = differences[arm];
            var sums = draws.Value.Sums([.. row.Select(value => double.IsNaN(value) ? 0 : value)]);
            var signs = draws.Value.Sums([.. row.Select(value => double.IsNaN(value) ? 0.0 : 1)]);
            lock (drawn)
            {
                drawn[arm] = (sums, signs);
            }
        });
        Parallel.For(0, queries.Count, q =>
        {
            var (query, form) = (queries[q], own[q]);
            var (sums, signs) = drawn[query.Arm];
            var others = query.Others.Select(arm => (drawn[arm].Sums, Bound: form.Seen * zeros[arm].Length)).ToArray();
            var count = 1;
            for (var draw = 0; draw < SignDraws.Count; draw++)
            {
                var sum = double.IsInfinity(query.Centre) ? signs[draw] : sums[draw] - (query.Centre * signs[draw]);
                count += Math.Abs(sum) >= form.Seen * form.Length || IsReached(others, draw) ? 1 : 0;
            }

            shares[q] = form.Seen <= 0 ? 1 : count / (SignDraws.Count + 1.0);
        });
        return shares;
    }

    private static bool IsReached((double[] Sums, double Bound)[] others, int draw)
    {
        foreach (var (sums, bound) in others)
        {
            if (Math.Abs(sums[draw]) >= bound)
            {
                return true;
            }
        }

        return false;
    }
}
