namespace Temper.Lab.Reports;

/// <summary>One curve of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">Its values, at positions 0, 1, 2... unless it says otherwise; NaN and infinities leave a gap.</param>
/// <param name="Colour">Number of its line colour and marker shape, 0 to 3.</param>
/// <param name="IsDashed">True for a curve that is secondary to the others.</param>
internal sealed record ChartSeries(string Name, IReadOnlyList<double> Values, int Colour, bool IsDashed = false)
{
    /// <summary>Where on the horizontal axis each value stands, if not at 0, 1, 2...</summary>
    public IReadOnlyList<double>? Positions { get; init; }

    /// <summary>Class names of the line, if it is not the plain or dashed one of its colour.</summary>
    public string? Style { get; init; }
}
