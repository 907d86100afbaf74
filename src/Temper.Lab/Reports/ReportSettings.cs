namespace Temper.Lab.Reports;

/// <summary>A group of settings as names and values.</summary>
/// <param name="Title">Name of the group.</param>
/// <param name="Values">The settings, in the order shown.</param>
/// <param name="IsFolded">True to show only the title until it is clicked.</param>
public sealed record ReportSettings(
    string Title,
    IReadOnlyList<KeyValuePair<string, string>> Values,
    bool IsFolded = false);
