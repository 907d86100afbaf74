using System.Globalization;
using Temper.Cli.TerminalPictures;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Cli.Output;

/// <summary>What commands print of a training: the chapter's lines.</summary>
internal static class RunLines
{
    private const int PlotWidth = 64;
    private const int PlotHeight = 8;

    /// <summary>Number and shape of the mini-batches, of both loaders.</summary>
    public static void Batches(Report report, Trainer trainer)
    {
        var features = trainer.Network.InFeatures;
        report.Info(string.Create(CultureInfo.InvariantCulture, $"Total Mini-Batches: {trainer.StepsPerEpoch}"));
        report.Info(string.Create(
            CultureInfo.InvariantCulture, $"Shape of Each Mini-Batch: [{Math.Min(trainer.Spec.BatchSize, trainer.Split.Train.Length)}, {features}]"));
        report.Info();
        if (trainer.ValidBatches > 0)
        {
            report.Info(string.Create(CultureInfo.InvariantCulture, $"Total Mini-Batches: {trainer.ValidBatches}"));
            report.Info(string.Create(CultureInfo.InvariantCulture, $"Shape of Each Mini-Batch: [{trainer.FirstValidBatchRows}, {features}]"));
            report.Info();
        }
    }

    /// <summary>The net, layer by layer.</summary>
    public static void Summary(Report report, Network network)
    {
        report.Info("Model(");
        var lines = network.Summary;
        for (var i = 0; i < lines.Count; i++)
        {
            // Layers inside another stand in its brackets, as PyTorch prints them.
            var next = i + 1 < lines.Count ? lines[i + 1].Depth : 0;
            report.Info($"{Indent(lines[i].Depth)}({lines[i].Name}): {lines[i].Description}{(next > lines[i].Depth ? "(" : "")}");
            for (var depth = lines[i].Depth; depth > next; depth--)
            {
                report.Info($"{Indent(depth - 1)})");
            }
        }

        report.Info(")");
        report.Info(string.Create(CultureInfo.InvariantCulture, $"Parameters: {network.ParameterCount:N0}"));
    }

    private static string Indent(int depth) => new(' ', 2 * (depth + 1));

    /// <summary>Training time as minutes and seconds.</summary>
    public static string Time(RunRecord record)
    {
        var seconds = record.TrainSeconds + record.ValidSeconds;
        return string.Create(CultureInfo.InvariantCulture, $"Model training time: {(int)(seconds / 60)} min {seconds % 60:0.##}s");
    }

    /// <summary>Wrong guesses and scores on the test set.</summary>
    public static IEnumerable<string> Test(RunRecord record) => Test(record.TestRows, record.RowNoun, record.Wrong, record.Task, record.TestScores);

    /// <summary>Wrong guesses and scores on a test set.</summary>
    public static IEnumerable<string> Test(int rows, string noun, int? wrong, LearningTask task, IReadOnlyDictionary<string, double> scores)
    {
        yield return wrong is null
            ? string.Create(CultureInfo.InvariantCulture, $"Tested on {rows} {noun}s")
            : string.Create(CultureInfo.InvariantCulture, $"Of {rows} test {noun}s the model guessed {wrong} wrong");
        foreach (var (name, text) in ScoreText.Of(task, scores))
        {
            yield return $"{Capital(name)}: {text}";
        }
    }

    private static string Capital(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    /// <summary>Curves and images drawn with characters, for a terminal with colours.</summary>
    public static void Pictures(Report report, RunResult run)
    {
        if (!report.DrawsPictures)
        {
            return;
        }

        var record = run.Record;
        var width = Math.Min(PlotWidth, report.Terminal.Width - 1);
        Lines(report, CharacterPlot.Render("Train loss", [new PlotSeries("loss", record.Loss)], width, PlotHeight, isColoured: true));
        List<PlotSeries> scores = [new("train", record.TrainScore)];
        if (record.ValidScore.Count > 0)
        {
            scores.Add(new PlotSeries("valid", record.ValidScore));
        }

        Lines(report, CharacterPlot.Render(Capital(record.Task.Score.Title), scores, width, PlotHeight, isColoured: true));
        if (RunPictures.HasImages(run.Dataset))
        {
            Lines(report, HalfBlockPictures.Render(RunPictures.GridOf(run), run.Dataset.ClassNames, report.Terminal.Width, isColoured: true));
        }

        report.Info();
    }

    /// <summary>Curves of several runs drawn with characters, for a terminal with colours.</summary>
    public static void Curves(Report report, IReadOnlyList<ComparedRun> runs)
    {
        if (!report.DrawsPictures)
        {
            return;
        }

        var width = Math.Min(PlotWidth, report.Terminal.Width - 1);
        Lines(
            report,
            CharacterPlot.Render("Train loss", [.. runs.Select(run => new PlotSeries(run.Id, run.Loss))], width, PlotHeight, isColoured: true));
        if (runs.Any(run => run.Valid.Count > 0))
        {
            Lines(
                report,
                CharacterPlot.Render(
                    $"Validation {string.Join("; ", runs.Select(run => run.Score.Title).Distinct())}",
                    [.. runs.Select(run => new PlotSeries(run.Id, run.Valid))],
                    width,
                    PlotHeight,
                    isColoured: true));
        }

        report.Info();
    }

    private static void Lines(Report report, IReadOnlyList<string> lines)
    {
        report.Info();
        report.Drawn(lines);
    }
}
