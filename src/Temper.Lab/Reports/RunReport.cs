using System.Globalization;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>Report pages of one training and of a call of the chapter.</summary>
public static class RunReport
{
    /// <summary>The page of one training.</summary>
    /// <param name="run">The training.</param>
    /// <param name="replay">The command that repeats it.</param>
    public static string Page(RunResult run, string replay)
    {
        ArgumentNullException.ThrowIfNull(run);
        var record = run.Record;
        return HtmlReport.Render(new HtmlReportData(
            $"{record.Experiment} on {record.Dataset}", [Result(record)], [Section(run) with { Notes = [], Paragraphs = [] }], Footer(record.Id, replay))
        {
            Subtitle = RunPictures.Subtitle(record),
            Notes = Notes(record),
        });
    }

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
            $"Regularization, the whole chapter, on {chapter.Dataset}", [.. ChapterOverview.Sentences(chapter), .. results], [table, .. runs.Select(Section)], Footer(chapter.Id, replay))
        {
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{chapter.Experiments.Count} trainings in {chapter.Seconds:F1} s"),
            Opening = new ReportFigure(ChapterOverview.Picture(chapter), ChapterOverview.Cautions(chapter)),
            Notes = notes,
        });
    }

    /// <summary>The outcome of one training in a sentence.</summary>
    public static string Result(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Experiment} ({record.Protocol}): of {record.TestImages} test images of {record.Dataset}, {record.Wrong} were guessed wrong; accuracy {record.TestAccuracy:F2}%.");
    }

    /// <summary>The data that were trained on, in one line.</summary>
    /// <param name="dataset">What they are called.</param>
    /// <param name="source">Where they were; null where that is not known.</param>
    /// <param name="hash">Their hash.</param>
    public static string DataText(string dataset, string? source, string hash) =>
        $"{dataset}{(source is null ? "" : $" ({source})")}, SHA-256 {hash}";

    /// <summary>An optimizer in one line.</summary>
    internal static string OptimizerText(OptimizerSpec optimizer) => string.Create(
        CultureInfo.InvariantCulture,
        $"{optimizer.GetType().Name}, learning rate {optimizer.LearningRate}, weight decay {optimizer.WeightDecay} on {optimizer.WeightDecayScope}");

    private static ReportFooter Footer(string id, string replay) => new($"Temper {ProgramVersion.Engine}", id, replay);

    private static ReportSection Section(RunResult run)
    {
        var record = run.Record;
        return new ReportSection($"{record.Experiment} ({record.Protocol})")
        {
            Notes = Notes(record),
            Paragraphs = [Result(record)],
            Figures =
            [
                new ReportFigure(RunPictures.Curves(run), "Mean training loss and accuracies of each epoch."),
                new ReportFigure(RunPictures.Grid(run), "Random test images: grey where the guess is right, viridis where it is wrong."),
                new ReportFigure(RunPictures.Confusion(record), "True classes in rows, guesses in columns."),
            ],
            Tables = [EpochTable(record), ClassTable(record)],
            Settings = [Settings(run), new ReportSettings("Spec", [new("JSON", SpecJson.Write(record.Spec))], IsFolded: true)],
        };
    }

    private static ReportTable RunTable(ChapterRecord chapter) => new(
        $"One seed on {chapter.Dataset}",
        [
            new("Protocol"), new("Experiment"), new("Epochs", true), new("Parameters", true), new("Loss", true), new("Train %", true),
            new("Valid %", true), new("Test %", true), new("Wrong", true), new("Seconds", true),
        ],
        [.. chapter.Experiments.Select(run => (IReadOnlyList<string>)
        [
            run.Protocol, run.Experiment, Text(run.Epochs), Text(run.Parameters), Text(run.Loss[^1], 4), Text(run.TrainAccuracy[^1], 2),
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
            row.Protocol, row.Experiment, Text(row.Seeds), Text(row.Mean, 2), row.StandardDeviation is { } deviation ? Text(deviation, 2) : "-",
            Text(row.Minimum, 2), Text(row.Maximum, 2), Text(row.MeanWrong, 0),
        ])]);

    private static ReportTable EpochTable(RunRecord record) => new(
        "Epochs",
        [new("Epoch", true), new("Loss", true), new("Penalty", true), new("Train %", true), new("Train, evaluation mode %", true), new("Valid %", true)],
        [.. record.Loss.Select((loss, i) => (IReadOnlyList<string>)
        [
            Text(i + 1), Text(loss, 4), At(record.Penalty, i, 4), Text(record.TrainAccuracy[i], 2), At(record.TrainAccuracyInEvaluation, i, 2),
            At(record.ValidAccuracy, i, 2),
        ])]);

    private static ReportTable ClassTable(RunRecord record) => new(
        "Classes, on the test set",
        [new("Class"), new("Precision", true), new("Recall", true), new("F1", true), new("Images", true)],
        [.. ClassScore.Of(record.Confusion).Select((score, i) => (IReadOnlyList<string>)
        [
            record.ClassNames[i], Or(score.Precision), Or(score.Recall), Or(score.F1), Text(score.Images),
        ])]);

    private static ReportSettings Settings(RunResult run)
    {
        var record = run.Record;
        var spec = record.Spec;
        return new ReportSettings(
            "Settings",
            [
                new("Data set", DataText(record.Dataset, record.DatasetSource, record.DatasetHash)),
                new("Protocol", record.Quirks.Count == 0 ? record.Protocol : $"{record.Protocol}; quirks on: {string.Join(", ", record.Quirks)}"),
                new("Seed", Text(record.Seed)),
                new("Parameters", Text(record.Parameters)),
                new("Optimizer", OptimizerText(spec.Optimizer)),
                new("Epochs and batch", string.Create(CultureInfo.InvariantCulture, $"{record.Epochs} of {spec.Epochs} epochs, {record.Steps} steps of {spec.BatchSize}")),
                new("Device", record.Device),
                new("Machine", record.Machine),
                new("Time", string.Create(CultureInfo.InvariantCulture, $"{record.TrainSeconds:F2} s training, {record.ValidSeconds:F2} s validating")),
                new("Weights", $"SHA-256 {record.WeightsHash}"),
            ]);
    }

    private static string Or(double? share) => share is { } value ? Text(value, 3) : "-";

    /// <summary>Notes on the data come first: they decide what the figures can mean.</summary>
    private static IReadOnlyList<ReportNote> Notes(RunRecord record) =>
    [
        .. record.DataNotes.Select(note => new ReportNote(note.Text, note.IsWarning)),
        .. record.Notes.Select(note => new ReportNote(note, IsWarning: true)),
    ];

    private static string At(IReadOnlyList<double> values, int index, int decimals) =>
        index >= 0 && index < values.Count ? Text(values[index], decimals) : "-";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
