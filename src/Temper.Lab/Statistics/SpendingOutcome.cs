namespace Temper.Lab.Statistics;

/// <summary>What the spending test says about an arm after the looks so far. Differences are in percentage points of accuracy.</summary>
public sealed record SpendingOutcome
{
    /// <summary>The arm's name.</summary>
    public required string Name { get; init; }

    /// <summary>Seeds at the last look that is over; later ones count at the next. 0 before the first look.</summary>
    public required int Seeds { get; init; }

    /// <summary>Those of them with a difference.</summary>
    public required int Pairs { get; init; }

    /// <summary>Mean of these differences; NaN without any.</summary>
    public required double Mean { get; init; }

    /// <summary>
    /// The centres of symmetry that no look so far refutes, at confidence 1 - alpha. It leaves out 0 exactly when
    /// <see cref="IsRejected"/>; its ends are infinite where nothing can be excluded. Looks may differ: it need not hold the mean, and
    /// where they leave no centre (differences that drift from seed to seed) or where "no difference" was rejected for the sign that
    /// the mean no longer has, its ends are NaN.
    /// </summary>
    public required Interval Bar { get; init; }

    /// <summary>Whether "no difference" is rejected, now or at an earlier look: it is never taken back.</summary>
    public required bool IsRejected { get; init; }

    /// <summary>Sign of the differences when that happened: 1, -1, or 0 where it is not rejected.</summary>
    public required int Sign { get; init; }

    /// <summary>Seeds at the look where "no difference" was rejected; null where it is not.</summary>
    public required int? RejectedAt { get; init; }

    /// <summary>
    /// p-value of "no difference", adjusted for the family and the looks: the smallest level at which it would have been rejected by
    /// now. At most alpha exactly when it is rejected.
    /// </summary>
    public required double AdjustedPValue { get; init; }

    /// <summary>
    /// p-value of "at least as large as the region", adjusted likewise: the smallest level at which the bar would lie within the
    /// region by now. At most alpha exactly when the verdict is negligible.
    /// </summary>
    public required double AdjustedEquivalencePValue { get; init; }

    /// <summary>
    /// The verdict: negligible where the whole bar lies within the region, ends excluded; else helps or hurts by the sign of the
    /// rejection, undecided where the mean has lost it. A bar that is not NaN always says the same.
    /// </summary>
    public required VerdictWord Verdict { get; init; }
}
