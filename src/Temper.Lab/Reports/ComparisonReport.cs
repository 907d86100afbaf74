using System.Globalization;
using Temper.Lab.Runs;

namespace Temper.Lab.Reports;

/// <summary>
/// Runs beside each other: their curves in one picture, and the settings in which they differ. Nothing of the test set. The picture is drawn
/// once.
/// </summary>
public sealed class ComparisonReport
{
    private readonly IReadOnlyList<ComparedRun> runs;
    private readonly string command;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="runs">The runs.</param>
    /// <param name="command">The command that makes it again.</param>
    public ComparisonReport(IReadOnlyList<ComparedRun> runs, string command)
        : this(runs, command, All)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal ComparisonReport(IReadOnlyList<ComparedRun> runs, string command, IEnumerable<Figure<IReadOnlyList<ComparedRun>>> all)
    {
        ArgumentNullException.ThrowIfNull(runs);
        this.runs = runs;
        this.command = command;
        figures = DrawnFigure.Of(runs, all);
    }

    /// <summary>All pictures of a comparison.</summary>
    internal static IReadOnlyList<Figure<IReadOnlyList<ComparedRun>>> All { get; } =
        [new(
            RunFolder.CurvesName,
            "",
            "Mean training loss and validation score of each epoch. A line that ends early is of a run that stopped or diverged.",
            _ => true,
            runs => ComparisonFigure.Render(Title(runs), runs))];

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>What the page is about.</summary>
    public static string Title(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return string.Create(CultureInfo.InvariantCulture, $"{runs.Count} runs beside each other");
    }

    /// <summary>The runs, with the last loss and validation score of each.</summary>
    public static ReportTable Runs(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new ReportTable(
            "Runs",
            [
                new("Run"), new("Name"), new("Data", false, 4), new("Seed", true, 3), new("Epochs", true, 2), new("Loss", true, 5),
                new($"Valid {Unit(runs)}", true), new($"Best valid {Unit(runs)}", true, 1),
            ],
            [.. runs.Select(run => (IReadOnlyList<string>)
            [
                run.Id, run.Name, run.Dataset, run.Seed.ToString(CultureInfo.InvariantCulture),
                run.Loss.Count(double.IsFinite).ToString(CultureInfo.InvariantCulture),
                run.FailedStep is { } step ? string.Create(CultureInfo.InvariantCulture, $"diverged at step {step}") : Last(run.Loss, "F4"),
                run.Valid.Count == 0 ? "-" : run.Score.Number(run.Valid[^1]),
                run.Valid.Count == 0 ? "-" : run.Score.Number(run.Valid.MaxBy(value => run.Score.Sign * value)),
            ])]);
    }

    private static string Unit(IReadOnlyList<ComparedRun> runs) =>
        string.Join("; ", runs.Select(run => run.Score.ShortTitle).Distinct());

    /// <summary>The settings in which they differ.</summary>
    public static ReportTable Settings(IReadOnlyList<ComparedRun> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return new ReportTable(
            "Settings that differ",
            [new("Setting"), .. runs.Select(run => new ReportColumn(run.Id))],
            [.. RunDifferences.OfSettings([.. runs.Select(run => run.Settings)])
                .Select(setting => (IReadOnlyList<string>)[setting.Name, .. setting.Values])])
        {
            Keys = 1,
        };
    }

    /// <summary>In a sentence, how many settings differ.</summary>
    public static string Result(IReadOnlyList<ComparedRun> runs)
    {
        var settings = Settings(runs).Rows.Select(row => row[0]).ToList();
        return settings.Count == 0
            ? "The runs do not differ in any setting."
            : $"The runs differ in {string.Join(", ", settings.Take(6))}"
                + $"{(settings.Count > 6 ? string.Create(CultureInfo.InvariantCulture, $" and {settings.Count - 6} more") : "")}.";
    }

    /// <summary>The page.</summary>
    public string Page() => HtmlReport.Render(new HtmlReportData(
        Title(runs),
        [Result(runs)],
        [
            new ReportSection("Curves")
            {
                Figures = [.. figures.Select(figure => figure.InPage)],
                Tables = [Runs(runs), .. Settings(runs) is { Rows.Count: > 0 } settings ? [settings] : Array.Empty<ReportTable>()],
            }],
        new ReportFooter($"Temper {ProgramVersion.Engine}", null, command))
    {
        Subtitle = string.Join(", ", runs.Select(run => run.Label)),
    });

    private static string Last(IReadOnlyList<double> values, string format) =>
        values.Count == 0 ? "-" : values[^1].ToString(format, CultureInfo.InvariantCulture);
}
