namespace Temper.Lab.Reports;

/// <summary>One row of a forest plot: what a change did. The numbers are percentage points.</summary>
/// <param name="Name">What was changed. A name too long for its room is shortened; the tooltip has it in full.</param>
/// <param name="Mean">Mean effect, positive where it helps; NaN where nothing could be measured.</param>
/// <param name="Low">Lower end of the interval that the verdict is read from, or NaN where there is none; it may be infinite.</param>
/// <param name="High">Upper end of that interval, or NaN where there is none; it may be infinite.</param>
/// <param name="Verdict">What the numbers say, in a word or two: "helps", "hurts", "undecided". May be empty.</param>
/// <param name="Details">What the verdict rests on, for instance "30 pairs, p 0.001". May be empty.</param>
public sealed record ForestRow(string Name, double Mean, double Low, double High, string Verdict, string Details)
{
    /// <summary>An interval of this row by itself, drawn as a thin line on the bar of the other; null for none.</summary>
    public (double Low, double High)? Line { get; init; }
}
