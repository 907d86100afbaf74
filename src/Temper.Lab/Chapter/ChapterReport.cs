using System.Globalization;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>The report page of a call of the chapter.</summary>
public static class ChapterReport
{
    /// <summary>The page of a call of the chapter.</summary>
    /// <param name="chapter">Its record.</param>
    /// <param name="runs">The trainings to show in full.</param>
    /// <param name="results">The outcome in sentences.</param>
    /// <param name="replay">The command that repeats it.</param>
    public static string Page(ChapterRecord chapter, IReadOnlyList<RunResult> runs, IReadOnlyList<string> results, string replay)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        ArgumentNullException.ThrowIfNull(runs);
        var table = new ReportSection("All results") { Tables = [chapter.Summary.All(row => row.Seeds == 1) ? RunTable(chapter) : SummaryTable(chapter)] };
        var notes = new List<ReportNote>();
        if (chapter.WhyBuiltIn is { } why)
        {
            notes.Add(new ReportNote($"The data are {chapter.Dataset}, drawings made by this program, not Fashion-MNIST: {why}", IsWarning: true));
        }

        return HtmlReport.Render(new HtmlReportData(
            $"Regularization, the whole chapter, on {chapter.Dataset}", [.. ChapterOverview.Sentences(chapter), .. results], [table, .. runs.Select(RunReport.Section)], RunReport.Footer(chapter.Id, replay))
        {
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{chapter.Experiments.Count} trainings in {chapter.Seconds:F1} s"),
            Opening = new ReportFigure(ChapterOverview.Picture(chapter), ChapterOverview.Cautions(chapter)),
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
            run.Protocol.Text(), run.Experiment, Text(run.Epochs), Text(run.Parameters), Text(run.Loss[^1], 4), Text(run.TrainAccuracy[^1], 2),
            At(run.ValidAccuracy, run.ValidAccuracy.Count - 1, 2), Text(run.TestAccuracy, 2), Text(run.Wrong), Text(run.TrainSeconds + run.ValidSeconds, 2),
        ])]);

    private static ReportTable SummaryTable(ChapterRecord chapter) => new(
        $"Test accuracy on {chapter.Dataset}, in percent",
        [
            new("Protocol"), new("Experiment"), new("Seeds", true), new("Mean", true), new("Std. dev.", true), new("Min", true), new("Max", true),
            new("Mean wrong", true),
        ],
        [.. chapter.Summary.Select(row => (IReadOnlyList<string>)
        [
            row.Protocol.Text(), row.Experiment, Text(row.Seeds), Text(row.Mean, 2), row.StandardDeviation is { } deviation ? Text(deviation, 2) : "-",
            Text(row.Minimum, 2), Text(row.Maximum, 2), Text(row.MeanWrong, 0),
        ])]);

    private static string At(IReadOnlyList<double> values, int index, int decimals) =>
        index >= 0 && index < values.Count ? Text(values[index], decimals) : "-";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
