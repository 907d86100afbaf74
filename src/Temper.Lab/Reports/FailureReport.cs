using System.Globalization;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>Picture and page of a training that diverged: everything up to the break. The picture is drawn once.</summary>
public sealed class FailureReport
{
    private const int MostPoints = 1000;

    private readonly string replay;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="run">The training.</param>
    /// <param name="replay">The command that repeats it.</param>
    public FailureReport(FailedRun run, string replay)
        : this(run, replay, All)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal FailureReport(FailedRun run, string replay, IEnumerable<Figure<FailedRun>> all)
    {
        ArgumentNullException.ThrowIfNull(run);
        Run = run;
        this.replay = replay;
        figures = DrawnFigure.Of(run, all);
    }

    /// <summary>All pictures of a training that diverged.</summary>
    internal static IReadOnlyList<Figure<FailedRun>> All { get; } =
        [new(RunFolder.CurvesName, "", "Training loss and score, step by step, up to the break.", _ => true, Curves)];

    /// <summary>The training.</summary>
    public FailedRun Run { get; }

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>Loss and score step by step up to the break, as SVG; of more than a thousand steps, the means of equally many.</summary>
    /// <param name="run">The training.</param>
    public static string Curves(FailedRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        var steps = run.Epochs.SelectMany(epoch => epoch.StepLosses.Zip(epoch.StepScores)).Where(step => float.IsFinite(step.First)).ToList();
        var together = (steps.Count / MostPoints) + 1;
        var points = steps.Chunk(together).ToList();
        return CurvesFigure.Render(new CurvesFigureData(
            RunPictures.Title(run.Request.FigureTitle, run.Failure.Dataset, run.Failure.DatasetOrigin),
            Subtitle(run.Failure),
            [.. points.Select(point => point.Average(step => (double)step.First)), double.NaN],
            [.. points.Select(point => point.Average(step => (double)step.Second)), double.NaN],
            ValidScore: null)
        {
            Score = run.Failure.Task.Score,
            Unit = "step",
            Positions = [.. points.Select((_, i) => Math.Min((i + 1) * together, steps.Count) - 1), steps.Count],
            Break = FormattableString.Invariant($"diverged at step {run.Failure.Step}"),
        });
    }

    /// <summary>The page.</summary>
    public string Page()
    {
        var failure = Run.Failure;
        var section = new ReportSection("Up to the break")
        {
            Figures = [.. figures.Select(figure => figure.InPage)],
            Tables = failure.Loss.Count == 0 ? [] : [Epochs(failure)],
            Settings =
            [
                new ReportSettings(
                    "Settings",
                    [
                        new("Data set", RunReport.DataText(failure.Dataset, failure.DatasetSource, failure.DatasetHash)),
                        new("Protocol", failure.Protocol.Text()),
                        new("Seed", failure.Seed.ToString(CultureInfo.InvariantCulture)),
                        new("Optimizer", RunReport.OptimizerText(failure.Spec.Resolved().Optimizer)),
                        new("Regularizers", RunReport.RegularizersText(failure.Spec)),
                        new("Machine", failure.Machine),
                    ]),
                new ReportSettings("Spec", [new("JSON", SpecJson.Write(failure.Spec))], IsFolded: true),
            ],
        };
        return HtmlReport.Render(new HtmlReportData(
            $"{failure.Experiment} on {failure.Dataset}: diverged", [failure.Message], [section],
            new ReportFooter($"Temper {ProgramVersion.Engine}", failure.Id, replay))
        {
            Subtitle = Subtitle(failure),
            Notes = [new ReportNote("This run failed: there is no model, and nothing was tested.", IsWarning: true)],
        });
    }

    private static string Subtitle(RunFailure failure) => FormattableString.Invariant(
        $"{RunPictures.Subtitle(failure.Dataset, failure.Experiment, failure.Protocol, failure.Seed)}: diverged at step {failure.Step}");

    private static ReportTable Epochs(RunFailure failure) => new(
        "Finished epochs",
        [new("Epoch", true), new("Loss", true), new($"Train {Unit(failure)}", true), new($"Valid {Unit(failure)}", true)],
        [.. failure.Loss.Select((loss, i) => (IReadOnlyList<string>)
        [
            (i + 1).ToString(CultureInfo.InvariantCulture), Text(loss, "F4"), failure.Task.Score.Number(failure.TrainScore[i]),
            i < failure.ValidScore.Count ? failure.Task.Score.Number(failure.ValidScore[i]) : "-",
        ])]);

    private static string Unit(RunFailure failure) => failure.Task.Score.ShortTitle;

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
