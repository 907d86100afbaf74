using Temper.Data;
using Temper.Devices;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>A training's pictures: curves, grid of test images, confusion matrix.</summary>
public static class RunPictures
{
    private const int GridPictures = 9;

    /// <summary>All pictures of a training, in the order of its page.</summary>
    internal static IReadOnlyList<Figure<RunResult>> All { get; } =
    [
        new(RunFolder.CurvesName, "", "Mean training loss and scores of each epoch.", _ => true, Curves),
        new(
            RunFolder.GridName,
            "",
            "Random test images: grey where the guess is right, viridis where it is wrong.",
            run => HasImages(run.Dataset),
            Grid),
        new(
            RunFolder.ConfusionName,
            "",
            "True classes in rows, guesses in columns.",
            run => run.Record.ClassNames.Count > 0,
            run => Confusion(run.Record)),
    ];

    /// <summary>Those of a run of which only the record is at hand.</summary>
    internal static IReadOnlyList<Figure<RunRecord>> OfRecord { get; } =
    [
        new(
            RunFolder.CurvesName,
            "",
            "Mean training loss and scores of each epoch.",
            _ => true,
            record => Curves(record, $"Result of {record.Experiment}", showsPenalty: true)),
        new(RunFolder.ConfusionName, "", "True classes in rows, guesses in columns.", record => record.ClassNames.Count > 0, Confusion),
    ];

    /// <summary>Whether there are images of one channel with guesses to be drawn.</summary>
    /// <param name="dataset">The data.</param>
    public static bool HasImages(Dataset dataset) =>
        dataset is { Test.Inputs: ByteRows { Shape: { Channels: 1, IsFlat: false } }, Task: Classification };

    /// <summary>One line for below a title: data set, experiment, protocol, seed.</summary>
    public static string Subtitle(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Subtitle(record.Dataset, record.Experiment, record.Protocol, record.Seed);
    }

    internal static string Subtitle(string dataset, string experiment, Protocol protocol, ulong seed) =>
        FormattableString.Invariant($"{dataset}, {experiment}, protocol {protocol.Text()}, seed {seed}");

    /// <summary>Loss and score per epoch, as SVG.</summary>
    public static string Curves(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Curves(run.Record, run.Request.FigureTitle, run.Request.ShowPenalty);
    }

    /// <summary>Loss and score per epoch of a run of which only the record is at hand, as SVG.</summary>
    internal static string Curves(RunRecord record, string title, bool showsPenalty) => CurvesFigure.Render(new CurvesFigureData(
        Title(title, record.Dataset, record.DatasetOrigin),
        Subtitle(record),
        record.Loss,
        record.TrainScore,
        record.ValidScore.Count == 0 ? null : record.ValidScore)
    {
        Score = record.Task.Score,
        LossWithPenalty = showsPenalty && record.Penalty.Count > 0
            ? [.. record.Loss.Zip(record.Penalty, (loss, penalty) => loss + penalty)]
            : null,
        TrainScoreEvaluated = record.TrainScoreInEvaluation.Count == 0 ? null : record.TrainScoreInEvaluation,
    });

    /// <summary>Nine random test images with guess and truth, as SVG.</summary>
    public static string Grid(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return PictureGrid.Render(new PictureGridData(
            Title("Result", run.Record.Dataset, run.Record.DatasetOrigin), Subtitle(run.Record), run.Dataset.ClassNames, GridOf(run)));
    }

    /// <summary>The confusion matrix of the test set, as SVG.</summary>
    public static string Confusion(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var title = Title("Confusion on the test set", record.Dataset, record.DatasetOrigin);
        return ConfusionHeatMap.Render(new ConfusionData(title, Subtitle(record), record.ClassNames, record.Confusion));
    }

    /// <summary>A picture's title. The built-in drawings are named in it: nobody may take them for Fashion-MNIST.</summary>
    /// <param name="title">The title.</param>
    /// <param name="dataset">What the data are called.</param>
    /// <param name="origin">Where they come from.</param>
    public static string Title(string title, string dataset, DatasetOrigin origin) =>
        origin == DatasetOrigin.BuiltIn ? $"{title} ({dataset}, drawn data)" : title;

    /// <summary>The images of the grid.</summary>
    public static IReadOnlyList<GridPicture> GridOf(RunResult run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Pick(run.Dataset.Test, run.Guesses, run.Record.Seed, run.Request.DistinctGrid);
    }

    /// <summary>Nine random images of a set, from the stream (seed, Grid).</summary>
    /// <param name="images">The images.</param>
    /// <param name="guesses">The guessed class of each.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="distinct">Whether none may come twice.</param>
    public static IReadOnlyList<GridPicture> Pick(RowSet images, IReadOnlyList<int> guesses, ulong seed, bool distinct)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(guesses);
        var stream = new Philox(seed, RandomPurpose.Grid);
        var rows = distinct
            ? stream.Permutation(images.Count).Take(GridPictures)
            : Enumerable.Range(0, GridPictures).Select(draw => stream.Below(draw, images.Count));
        return [.. rows.Select(row => new GridPicture(
            images.Bytes.Row(row).ToArray(), images.Shape.Height, images.Shape.Width, guesses[row], images.Labels[row]))];
    }
}
