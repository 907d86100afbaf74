using System.Globalization;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>The report of one training: its pictures and its page. Each picture is drawn once.</summary>
public sealed class RunReport
{
    private readonly string replay;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="run">The training.</param>
    /// <param name="replay">The command that repeats it.</param>
    public RunReport(RunResult run, string replay)
        : this(run, replay, RunPictures.All)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal RunReport(RunResult run, string replay, IEnumerable<Figure<RunResult>> all)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        this.replay = replay;
        figures = DrawnFigure.Of(run, all);
    }

    /// <summary>The training.</summary>
    public RunResult Run { get; }

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>The page.</summary>
    public string Page() => Page(Run.Record, Section(), replay);

    /// <summary>The page of a training that is told in one part.</summary>
    internal static string Page(RunRecord record, ReportSection section, string replay) => HtmlReport.Render(new HtmlReportData(
        $"{record.Experiment} on {record.Dataset}", [Result(record)], [section with { Notes = [], Paragraphs = [] }], Footer(record.Id, replay))
    {
        Subtitle = RunPictures.Subtitle(record),
        Notes = Notes(record),
    });

    /// <summary>The outcome of one training in a sentence.</summary>
    public static string Result(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var name = $"{record.Experiment} ({record.Protocol.Text()})";
        var scores = string.Join(", ", ScoreText.Of(record.Task, record.TestScores).Select(score => $"{score.Name} {score.Text}"));
        return record.Wrong is { } wrong
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{name}: of {record.TestRows} test {record.RowNoun}s of {record.Dataset}, {wrong} were guessed wrong; {scores}.")
            : string.Create(CultureInfo.InvariantCulture, $"{name}: on {record.TestRows} test {record.RowNoun}s of {record.Dataset}, {scores}.");
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

    /// <summary>The regularizers in one line: "mixup=0.2, ema=0.99", or "none".</summary>
    /// <param name="spec">The training.</param>
    public static string RegularizersText(TrainSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return RegularizerNotes.Line(spec);
    }

    /// <summary>Which program and run made a page, and how to repeat it.</summary>
    internal static ReportFooter Footer(string id, string replay) => new($"Temper {ProgramVersion.Engine}", id, replay);

    /// <summary>A training as a part of a page.</summary>
    internal ReportSection Section() => Section(Run.Record, figures);

    /// <summary>A training as a part of a page, with its pictures.</summary>
    internal static ReportSection Section(RunRecord record, IReadOnlyList<DrawnFigure> figures) =>
        new($"{record.Experiment} ({record.Protocol.Text()})")
        {
            Notes = Notes(record),
            Paragraphs = [Result(record)],
            Figures = [.. figures.Select(figure => figure.InPage)],
            Tables = record.ClassNames.Count == 0 ? [EpochTable(record)] : [EpochTable(record), ClassTable(record)],
            Settings = [Settings(record), new ReportSettings("Spec", [new("JSON", SpecJson.Write(record.Spec))], IsFolded: true)],
        };

    private static ReportTable EpochTable(RunRecord record) => new(
        "Epochs",
        [
            new("Epoch", true), new("Loss", true), new("Penalty", true), new($"Train {Unit(record)}", true),
            new($"Train, evaluation mode {Unit(record)}", true), new($"Valid {Unit(record)}", true),
        ],
        [.. record.Loss.Select((loss, i) => (IReadOnlyList<string>)
        [
            Text(i + 1), Text(loss, 4), At(record.Penalty, i, 4), record.Task.Score.Number(record.TrainScore[i]),
            Score(record, record.TrainScoreInEvaluation, i), Score(record, record.ValidScore, i),
        ])]);

    private static string Unit(RunRecord record) => record.Task.Score.ShortTitle;

    private static string Score(RunRecord record, IReadOnlyList<double> values, int epoch) =>
        epoch < values.Count ? record.Task.Score.Number(values[epoch]) : "-";

    private static ReportTable ClassTable(RunRecord record) => new(
        "Classes, on the test set",
        [new("Class"), new("Precision", true), new("Recall", true), new("F1", true), new("Rows", true)],
        [.. ClassScore.Of(record.Confusion).Select((score, i) => (IReadOnlyList<string>)
        [
            record.ClassNames[i], Or(score.Precision), Or(score.Recall), Or(score.F1), Text(score.Images),
        ])]);

    private static ReportSettings Settings(RunRecord record)
    {
        var spec = record.Spec;
        return new ReportSettings(
            "Settings",
            [
                new("Data set", DataText(record.Dataset, record.DatasetSource, record.DatasetHash)),
                new(
                    "Protocol",
                    record.Quirks.Count == 0 ? record.Protocol.Text() : $"{record.Protocol.Text()}; quirks on: {string.Join(", ", record.Quirks)}"),
                new("Seed", Text(record.Seed)),
                new("Parameters", Text(record.Parameters)),
                new("Optimizer", OptimizerText(spec.Resolved().Optimizer)),
                new("Regularizers", RegularizersText(spec)),
                new(
                    "Epochs and batch",
                    string.Create(
                        CultureInfo.InvariantCulture, $"{record.Epochs} of {spec.Epochs} epochs, {record.Steps} steps of {spec.BatchSize}")),
                new("Device", record.Device),
                new("Machine", record.Machine),
                new(
                    "Time",
                    string.Create(CultureInfo.InvariantCulture, $"{record.TrainSeconds:F2} s training, {record.ValidSeconds:F2} s validating")),
                new("Weights", $"SHA-256 {record.WeightsHash}"),
            ]);
    }

    private static string Or(double? share) => share is { } value ? Text(value, 3) : "-";

    /// <summary>Notes on the data come first: they decide what the figures can mean.</summary>
    private static IReadOnlyList<ReportNote> Notes(RunRecord record) =>
    [
        .. record.DataNotes.Select(note => new ReportNote(note.Text, note.IsWarning)),
        .. record.Notes.Select(note => new ReportNote(note, RunNotes.IsWarning(record, note))),
    ];

    private static string At(IReadOnlyList<double> values, int index, int decimals) =>
        index >= 0 && index < values.Count ? Text(values[index], decimals) : "-";

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
