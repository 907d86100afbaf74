namespace Temper.Lab.Statistics;

/// <summary>An arm's bar while it is looked for: two ends, and the p-values at the region's ends that decide whether it is negligible.</summary>
internal sealed class BarSearch
{
    private readonly int arm;
    private readonly int direction;
    private readonly double mean;
    private readonly double region;
    private readonly bool isEmpty;
    private readonly (EndSearch Search, int Direction, int[] Others) towards;
    private readonly (EndSearch Search, int Direction, int[] Others) away;

    /// <summary>Begins.</summary>
    /// <param name="arm">The arm's place in the family.</param>
    /// <param name="differences">Its differences.</param>
    /// <param name="left">The arms that are tested with it towards 0.</param>
    /// <param name="all">All other arms.</param>
    /// <param name="level">Level of the family.</param>
    /// <param name="region">Half the width of the region that counts as nothing.</param>
    public BarSearch(int arm, double[] differences, int[] left, int[] all, double level, double region)
    {
        (this.arm, this.region, isEmpty) = (arm, region, differences.Length < 2);
        mean = isEmpty ? 0 : Finite.Mean(differences);
        direction = mean < 0 ? -1 : 1;
        var range = isEmpty ? 0 : differences.Max() - differences.Min();
        var error = isEmpty ? 0 : Finite.StandardError(differences, mean);
        towards = (new EndSearch(mean, range, error, level, -direction), -direction, left);
        away = (new EndSearch(mean, range, error, level, direction), direction, all);
    }

    /// <summary>Adjusted p-value of "at least as large as the region"; 1 where the mean itself is.</summary>
    public double Equivalence { get; private set; }

    /// <summary>The centres that words depend on are tested before any other, so that no end can come to lie on their wrong side.</summary>
    public IEnumerable<BarQuery> First()
    {
        if (isEmpty || Math.Abs(mean) >= region)
        {
            Equivalence = 1;
        }

        if (isEmpty)
        {
            yield break;
        }

        foreach (var end in new[] { towards, away })
        {
            yield return Query(end, end.Direction * double.PositiveInfinity, isRegion: false);
            if (Math.Abs(mean) < region)
            {
                yield return Query(end, end.Direction * region, isRegion: true);
            }
        }

        if (mean != 0)
        {
            yield return Query(towards, 0, isRegion: false);
        }
    }

    /// <summary>Begins where another search with rougher p-values has ended.</summary>
    public void BeginNear(BarSearch other)
    {
        towards.Search.BeginNear(other.towards.Search.End);
        away.Search.BeginNear(other.away.Search.End);
    }

    /// <summary>What the ends want to know next.</summary>
    public IEnumerable<BarQuery> More()
    {
        foreach (var end in new[] { towards, away })
        {
            if (!isEmpty && !end.Search.IsDone)
            {
                yield return Query(end, end.Search.Next, isRegion: false);
            }
        }
    }

    /// <summary>The bar, on the scale of the differences; without ends below 2 of them.</summary>
    public Interval Bar(int exponent)
    {
        var (inner, outer) = (Math.ScaleB(towards.Search.End, exponent), Math.ScaleB(away.Search.End, exponent));
        return isEmpty ? Interval.None : direction > 0 ? new Interval(inner, outer) : new Interval(outer, inner);
    }

    private BarQuery Query((EndSearch Search, int Direction, int[] Others) end, double centre, bool isRegion) => new(
        new FlipQuery(arm, centre, end.Others),
        pValue =>
        {
            end.Search.Tell(centre, pValue);
            if (isRegion)
            {
                Equivalence = Math.Max(Equivalence, pValue);
            }
        });
}
