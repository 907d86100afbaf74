namespace Temper.Lab.Statistics;

/// <summary>
/// Finds one end of an interval that is the inversion of a test: the centre, going away from the mean, up to which the p-value is above
/// the level. It asks for p-values at centres of its choice and always ends at a centre that the test does not reject, so that no
/// tested centre can lie on the wrong side of the end.
/// </summary>
/// <remarks>
/// Normal scores (of p / 2) fall nearly straight with the centre, by about 1 per standard error, so the next centre is where the line
/// through the last two meets a score just above the level's. Where that does not help, because p-values are steps, the distance
/// between what is inside and what is outside is halved. It stops where p is within 1/1000 of the level, or the two are as near as numbers
/// of their size can tell.
/// </remarks>
internal sealed class EndSearch
{
    private const double NearLevel = 1e-3;
    private const double NearCentre = 1e-11;
    private const int MostSteps = 200;

    private readonly double level;
    private readonly int direction;
    private readonly double range;
    private readonly double error;
    private readonly double scale;
    private readonly double aim;
    private readonly double near;
    private (double Centre, double Score) last;
    private (double Centre, double Score) before;
    private double inside;
    private double outside;
    private double step;
    private double? hint;
    private bool isNews = true;
    private int steps;

    /// <summary>Begins at the mean, where the p-value is 1.</summary>
    /// <param name="mean">Mean of the differences.</param>
    /// <param name="range">Distance between the largest and the smallest difference.</param>
    /// <param name="error">Standard error of the mean.</param>
    /// <param name="level">Level of the test.</param>
    /// <param name="direction">-1 for the lower end, +1 for the upper one.</param>
    public EndSearch(double mean, double range, double error, double level, int direction)
    {
        (this.level, this.direction, this.range, this.error) = (level, direction, range, error);
        aim = Score(level * (1 + (NearLevel / 2)));
        near = Score(level * (1 + NearLevel));
        inside = mean;
        outside = direction * double.PositiveInfinity;
        last = before = (mean, 0);
        scale = Math.Max(range, Math.Abs(mean));
        step = error > 0 ? -aim * error : scale;
    }

    /// <summary>Whether the end is known.</summary>
    public bool IsDone { get; private set; }

    /// <summary>The end: an accepted centre, or an infinity where no centre is rejected.</summary>
    public double End => inside;

    /// <summary>The centre whose p-value is wanted next.</summary>
    public double Next
    {
        get
        {
            var guess = hint ?? Guess();
            var isBetween = (guess - inside) * direction > 0 && (outside - guess) * direction > 0;
            return isBetween && isNews && steps % 4 != 3 ? guess
                : double.IsInfinity(outside) ? inside + (direction * step)
                : inside + ((outside - inside) / 2);
        }
    }

    /// <summary>Where to look first: the end as rougher p-values put it.</summary>
    public void BeginNear(double centre) => hint = double.IsFinite(centre) ? centre : null;

    /// <summary>Takes in a p-value; of an infinite centre first, which tells whether there is an end at all.</summary>
    /// <param name="centre">The centre that was tested.</param>
    /// <param name="pValue">The p-value there.</param>
    public void Tell(double centre, double pValue)
    {
        if (IsDone)
        {
            return;
        }

        if (double.IsInfinity(centre))
        {
            // Equal differences: every other centre is rejected as surely as an infinite one.
            (inside, IsDone) = pValue > level ? (centre, true) : (inside, range == 0);
            return;
        }

        steps++;
        hint = centre == hint ? null : hint;
        var score = Score(pValue);
        isNews = score != last.Score;
        (before, last) = (last, (centre, score));
        if (pValue > level)
        {
            step *= 2;
            inside = (centre - inside) * direction > 0 ? centre : inside;
            IsDone = inside == centre && score <= near;
        }
        else
        {
            outside = (outside - centre) * direction > 0 ? centre : outside;
        }

        IsDone |= double.IsFinite(outside) && (steps > MostSteps || Math.Abs(outside - inside) <= NearCentre * scale);
    }

    /// <summary>Where the score is aimed at. Of the mean's score, which is exact only there, no line is drawn.</summary>
    private double Guess()
    {
        if (last.Score == 0 || !double.IsFinite(last.Score))
        {
            return double.NaN;
        }

        var isLine = before.Score != 0 && double.IsFinite(before.Score) && before.Score != last.Score;
        var slope = isLine ? (last.Centre - before.Centre) / (last.Score - before.Score) : -direction * error;
        return last.Centre + (slope * (aim - last.Score));
    }

    private static double Score(double pValue) => NormalDistribution.Quantile(Math.Min(1, pValue) / 2);
}
