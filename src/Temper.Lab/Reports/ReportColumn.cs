namespace Temper.Lab.Reports;

/// <summary>A column of a table.</summary>
/// <param name="Header">Its heading.</param>
/// <param name="IsNumber">True to align it on the right, with digits of equal width.</param>
/// <param name="Importance">
/// In a narrow terminal the columns of the lowest importance are left out first; <see cref="Always"/> for one that never is.
/// </param>
public sealed record ReportColumn(string Header, bool IsNumber = false, int Importance = ReportColumn.Always)
{
    /// <summary>The importance of a column without which the others mean nothing.</summary>
    public const int Always = int.MaxValue;
}
