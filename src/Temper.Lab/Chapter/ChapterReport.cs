using System.Globalization;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>The report of a call of the chapter: its picture and its page. Each picture is drawn once, those of the trainings too.</summary>
public sealed class ChapterReport
{
    private readonly ChapterRecord chapter;
    private readonly IReadOnlyList<RunReport> runs;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="chapter">The record.</param>
    /// <param name="runs">The reports of the trainings to show in full.</param>
    public ChapterReport(ChapterRecord chapter, IReadOnlyList<RunReport> runs)
        : this(chapter, runs, Figures(chapter))
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal ChapterReport(ChapterRecord chapter, IReadOnlyList<RunReport> runs, IEnumerable<Figure<ChapterRecord>> all)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        ArgumentNullException.ThrowIfNull(runs);
        this.chapter = chapter;
        this.runs = runs;
        figures = DrawnFigure.Of(chapter, all);
    }

    /// <summary>The pictures of all trainings together, with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>All pictures of a call of the chapter; the first opens its page.</summary>
    internal static IReadOnlyList<Figure<ChapterRecord>> Figures(ChapterRecord chapter) =>
        [new("experiments.svg", "", ChapterOverview.Cautions(chapter), _ => true, ChapterOverview.Picture)];

    /// <summary>The page.</summary>
    /// <param name="results">The outcome in sentences.</param>
    /// <param name="replay">The command that repeats it.</param>
    public string Page(IReadOnlyList<string> results, string replay)
    {
        var table = new ReportSection("All results")
        {
            Tables = [chapter.Summary.All(row => row.Seeds == 1) ? RunTable(chapter) : SummaryTable(chapter)],
        };
        var notes = new List<ReportNote>();
        if (chapter.WhyBuiltIn is { } why)
        {
            notes.Add(new ReportNote($"The data are {chapter.Dataset}, drawings made by this program, not Fashion-MNIST: {why}", IsWarning: true));
        }

        return HtmlReport.Render(new HtmlReportData(
            $"Regularization, the whole chapter, on {chapter.Dataset}", [.. ChapterOverview.Sentences(chapter), .. results],
            [table, .. runs.Select(run => run.Section())], RunReport.Footer(chapter.Id, replay))
        {
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{chapter.Experiments.Count} trainings in {chapter.Seconds:F1} s"),
            Opening = figures[0].InPage,
            Notes = notes,
        });
    }

    private static ReportTable RunTable(ChapterRecord chapter) => new(
        $"One seed on {chapter.Dataset}",
        [
            new("Protocol"), new("Experiment"), new("Epochs", true), new("Parameters", true), new("Loss", true), new("Train %", true),
            new("Valid %", true), new("Test %", true), new("Wrong", true), new("Seconds", true),
        ],
        [.. chapter.Experiments.Select(run => (IReadOnlyList<string>)
        [
            run.Protocol.Text(), run.Experiment, Text(run.Epochs), Text(run.Parameters), Text(run.Loss[^1], 4), Text(run.TrainScore[^1], 2),
            At(run.ValidScore, run.ValidScore.Count - 1, 2), Text(run.TestScore, 2), Text(run.Wrong!.Value),
            Text(run.TrainSeconds + run.ValidSeconds, 2),
        ])]);

    private static ReportTable SummaryTable(ChapterRecord chapter) => new(
        $"Test accuracy on {chapter.Dataset}, in percent",
        [
            new("Protocol"), new("Experiment"), new("Seeds", true), new("Mean", true), new("Std. dev.", true), new("Min", true), new("Max", true),
            new("Mean wrong", true),
        ],
        [.. chapter.Summary.Select(row => (IReadOnlyList<string>)
        [
            row.Protocol.Text(), row.Experiment, Text(row.Seeds), Text(row.Mean, 2),
            row.StandardDeviation is { } deviation ? Text(deviation, 2) : "-",
            Text(row.Minimum, 2), Text(row.Maximum, 2), Text(row.MeanWrong, 0),
        ])]);

    private static string At(IReadOnlyList<double> values, int index, int decimals) =>
        index >= 0 && index < values.Count ? Text(values[index], decimals) : "-";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
