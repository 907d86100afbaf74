using System.Globalization;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>The report of studies that differ in one setting: its picture, a page, Markdown. The picture is drawn once.</summary>
public sealed class SeriesReport
{
    private const string Caption =
        "Points are mean differences, bars the range of differences that the test of all questions of that study together does not rule out: "
        + "a bar clear of zero is a verdict, a bar across it is undecided.";

    private readonly StudySeries series;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="series">The studies.</param>
    public SeriesReport(StudySeries series)
        : this(series, All)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal SeriesReport(StudySeries series, IEnumerable<Figure<StudySeries>> all)
    {
        ArgumentNullException.ThrowIfNull(series);
        this.series = series;
        figures = DrawnFigure.Of(series, all);
    }

    /// <summary>All pictures of a series; the first opens its page.</summary>
    internal static IReadOnlyList<Figure<StudySeries>> All { get; } = [new("series.svg", "", Caption, _ => true, Picture)];

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>What is asked.</summary>
    public static string Title(StudySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return $"{series.Studies[0].Question.TrimEnd('?')}, by {series.Setting}?";
    }

    /// <summary>The page.</summary>
    public string Page()
    {
        var footer = new ReportFooter($"Temper {ProgramVersion.Engine}", null, Command(series));
        return HtmlReport.Render(new HtmlReportData(Title(series), series.Answer, Sections(series), footer)
        {
            Subtitle = $"{series.Conditions}; studies {StudyText.Join([.. series.Studies.Select(study => study.Id)])}",
            Warnings = series.Confounded,
            Conditions = series.Caution,
            Notes = [.. series.Warnings.Select(warning => new ReportNote(warning, IsWarning: true))],
            Opening = figures[0].InPage,
        });
    }

    /// <summary>The same as Markdown; the picture is named as a file beside it.</summary>
    public string Markdown()
    {
        return MarkdownText.Page(
            Title(series),
            [.. series.Confounded, .. series.Answer, series.Conditions, series.Caution, .. series.Warnings.Select(warning => $"Warning: {warning}")],
            [.. figures.Select(figure => figure.FileName)],
            [Answers(series), Scores(series)],
            Command(series));
    }

    /// <summary>The picture, as SVG.</summary>
    public static string Picture(StudySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        var plan = series.Studies[0].Plan;
        return SeriesFigure.Render(new SeriesFigureData(
            RunPictures.Title($"Effects by {series.Setting}", plan.Dataset, plan.DatasetOrigin), series.Conditions, series.Setting,
            [.. series.Values.Select(StudySeries.Text)],
            plan.Score.GainTitle, plan.Region,
            [.. series.Told.Select(row => new SeriesPanel(
                StudyText.Name(plan, row[0]), [.. row.Select(result => StudyFigures.Row(result, ""))]))])
        {
            Score = plan.Score,
        });
    }

    /// <summary>Every question at every value.</summary>
    public static ReportTable Answers(StudySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new ReportTable(
            $"{GainTitle(series)}, by {series.Setting}",
            [new("Question"), .. series.Values.Select(value => new ReportColumn(StudySeries.Text(value)))],
            [.. series.All.Select(row => (IReadOnlyList<string>)
            [
                StudyText.Name(series.Studies[0].Plan, row[0]),
                .. row.Select(result => $"{StudyText.Effect(series.Studies[0].Plan.Score, result)} {StudySeries.Word(result)}"),
            ])])
        {
            Keys = 1,
        };
    }

    /// <summary>Every arm's score at every value: an effect at a value that suits no arm is worth little.</summary>
    public static ReportTable Scores(StudySeries series)
    {
        ArgumentNullException.ThrowIfNull(series);
        return new ReportTable(
            $"Mean test {series.Studies[0].Plan.Score.Title}, by {series.Setting}",
            [new("Arm"), .. series.Values.Select(value => new ReportColumn(StudySeries.Text(value), true))],
            [.. series.Studies[0].Arms.Select((arm, i) => (IReadOnlyList<string>)
                [arm.Name, .. series.Studies.Select(study => Score(study.Plan.Score, study.Arms[i]))])])
        {
            Keys = 1,
        };
    }

    private static string GainTitle(StudySeries series) => StudyTables.GainTitle(series.Studies[0].Plan.Score);

    private static List<ReportSection> Sections(StudySeries series) =>
    [
        new ReportSection("The figures behind them") { Tables = [Answers(series), Scores(series)] },
        new ReportSection("How to replay")
        {
            Commands =
            [
                .. series.Studies.Select((study, i) => Again(series, study, i)).Where(entry => entry.Value.Length > 0),
                new("This page", Command(series)),
            ],
        },
    ];

    private static KeyValuePair<string, string> Again(StudySeries series, StudyRecord study, int i) =>
        new($"{series.Setting} {StudySeries.Text(series.Values[i])}: study {study.Id}", study.Command);

    private static string Command(StudySeries series) => $"temper report {string.Join(' ', series.Studies.Select(study => Shell.Quote(study.Id)))}";

    /// <summary>"85.24", "61.07 (12 of 30 diverged)".</summary>
    private static string Score(Score score, ArmSummary arm) => (arm.Test is { } test ? score.Number(test) : "-")
        + (arm.Failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({arm.Failed} of {arm.Runs + arm.Failed} diverged)"));
}
