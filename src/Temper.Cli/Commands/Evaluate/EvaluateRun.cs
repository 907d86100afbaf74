using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>One call of temper evaluate: from the model's file to its scores and pictures.</summary>
internal sealed class EvaluateRun(EvaluateRequest request, Report report)
{
    // The default of training: a run with batches of 128 finds its own test loss again to the bit.
    private const int BatchSize = 128;
    private const ulong GridSeed = 1;
    private const string FileName = RunFolder.EvaluationName;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus);
        using var device = choice.Named();
        var (path, model) = ModelChoice.Load(request.Model, report, cancellationToken);
        var given = OutFolder();
        var dataset = await new ModelData(request, report).LoadAsync(model, path, cancellationToken).ConfigureAwait(false);
        Check(model, dataset, path);
        var (folder, taken) = Take(given, path, dataset);
        using var held = taken;
        var other = EvaluationNotes.OtherData(model, dataset);
        if (other is not null)
        {
            DataNoteLines.Warn(report, other);
        }

        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Model {path}, test images of {dataset.Name} ({dataset.Test.Count} images, {dataset.Source}), "
            + $"device {device.Name} ({device.Description})"));
        var scaler = ScalerFor(model, dataset);
        report.Info();
        using var network = model.CreateNetwork(device, Math.Min(BatchSize, dataset.Test.Count));
        var evaluation = Evaluator.Evaluate(network, dataset.Test, model.Task, scaler, model.TargetScaler);
        cancellationToken.ThrowIfCancellationRequested();
        var record = EvaluationRecord.Of(path, model, network, dataset, scaler, evaluation, report.Terminal.Time);
        var grid = RunPictures.HasImages(dataset) ? RunPictures.Pick(dataset.Test, evaluation.Guesses, GridSeed, distinct: true) : [];
        Write(folder, record, grid);
        using (var single = new SingleStore(report.Terminal, request.Store, Path.GetDirectoryName(path)!, "evaluate"))
        {
            single.Count(report, dataset.Hash, record.WeightsHash);
        }

        if (report.DrawsPictures && grid.Count > 0)
        {
            report.Drawn(HalfBlockPictures.Render(grid, record.ClassNames, report.Terminal.Width, isColoured: true));
            report.Info();
        }

        EvaluateLines.Print(report, record);
        foreach (var note in record.Notes.Where(note => note != other))
        {
            report.Info($"note: {note}");
        }

        report.Info();
        report.Place("Pictures and record", folder);
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(record));
        }

        return ExitCodes.Done;
    }

    /// <summary>The model's scaling, or that of the test set where the model was trained with each set scaled by itself.</summary>
    private Scaler ScalerFor(Model model, Dataset dataset)
    {
        if (!model.ScalesEachSet)
        {
            return model.Scaler;
        }

        var scaler = (model.Spec?.Scaling ?? Scaling.DefaultOf(dataset.Test.Inputs)).Fit(dataset.Test.Inputs, [], "the test set");
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"The test images are scaled by their own range, {Ends(scaler)}, not by the training split's: the model was trained that way."));
        return scaler;
    }

    /// <summary>The folder of the results, held. Another evaluation may have come to the usual one before it was held: then it is another.</summary>
    private static (string Folder, FolderLock Held) Take(string? given, string path, Dataset dataset)
    {
        var folder = given ?? UsualFolder(path, dataset);
        var held = FolderLock.Take(folder, "evaluation");
        var usual = given ?? UsualFolder(path, dataset);
        if (usual == folder)
        {
            return (folder, held);
        }

        held.Dispose();
        return (usual, FolderLock.Take(usual, "evaluation"));
    }

    private static void Check(Model model, Dataset dataset, string path)
    {
        if (model.TakesFloats != dataset.Test.Inputs is FloatRows || model.Task.GetType() != dataset.Task.GetType())
        {
            throw new DataException(
                $"{path}: {Kind(model.TakesFloats, model.Task)}, {dataset.Name} has {Kind(dataset.Test.Inputs is FloatRows, dataset.Task)}; "
                + "use data of the model's kind.");
        }

        if (model.Input != dataset.Test.Shape)
        {
            throw new DataException(
                $"{path}: takes {model.Input.Noun}s of {model.Input.Size}, "
                + $"those of {dataset.Name} are {dataset.Test.Shape.Size}; use data of the model's image size.");
        }

        if (model.Task is Classification && model.ClassNames.Count != dataset.Outputs)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: tells {model.ClassNames.Count} classes apart, {dataset.Name} has {dataset.Outputs}; use data with the model's classes."));
        }
    }

    /// <summary>"0 to 255"; of columns each has ends of its own.</summary>
    private static string Ends(Scaler scaler) => scaler.IsUniform
        ? string.Create(CultureInfo.InvariantCulture, $"{scaler.Centre[0]} to {scaler.Centre[0] + scaler.Divisor[0]}")
        : "column by column";

    private static string Kind(bool isFloats, LearningTask task) =>
        $"{(isFloats ? "rows of floats" : "images of bytes")} and {(task is Regression ? "a value to be predicted" : "classes")}";

    private string? OutFolder()
    {
        if (request.Out is null)
        {
            return null;
        }

        var folder = report.Terminal.FullPath(request.Out);
        return new[] { RunFolder.RecordName, RunFolder.CheckpointName, RunFolder.FailureName }.Any(name => File.Exists(Path.Combine(folder, name)))
            ? throw new SpecException($"{folder} holds a run, whose pictures would be replaced; choose another --out.")
            : folder;
    }

    /// <summary>Beside the model. A data set has the name of its folder, which need not be one everywhere.</summary>
    private static string UsualFolder(string path, Dataset dataset)
    {
        var name = new string([.. dataset.Name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
        var (beside, usual) = (Path.GetDirectoryName(path)!, $"evaluation-{name}");
        var folder = RunFolder.Below(beside, usual);
        RunFolder.RequireFile(folder, FileName);
        return IsOfOtherData(Path.Combine(folder, FileName), dataset) ? RunFolder.Below(beside, $"{usual}-{dataset.Hash[..8]}") : folder;
    }

    /// <summary>Whether an evaluation on other data of the same name lies there, which must stay.</summary>
    private static bool IsOfOtherData(string file, Dataset dataset)
    {
        try
        {
            return File.Exists(file)
                && JsonNode.Parse(InputFile.ReadAllText(file, RecordJson.LongestRecord))?["datasetHash"]?.GetValue<string>() is { } hash
                && hash != dataset.Hash;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Write(string folder, EvaluationRecord record, IReadOnlyList<GridPicture> grid)
    {
        var subtitle = record.IsSameData ?? record.TrainedOn == record.Dataset
            ? $"{record.Dataset}, saved model"
            : $"{record.Dataset}, model trained on {(record.TrainedOn == record.Dataset ? "other data of that name" : record.TrainedOn)}";
        if (record.ClassNames.Count > 0)
        {
            var title = RunPictures.Title("Confusion on the test set", record.Dataset, record.DatasetOrigin);
            var data = new ConfusionData(title, subtitle, record.ClassNames, record.Confusion);
            AtomicFile.WriteIn(folder, RunFolder.ConfusionName, ConfusionHeatMap.Render(data));
        }

        if (grid.Count > 0)
        {
            var title = RunPictures.Title("Result", record.Dataset, record.DatasetOrigin);
            AtomicFile.WriteIn(folder, RunFolder.GridName, PictureGrid.Render(new PictureGridData(title, subtitle, record.ClassNames, grid)));
        }

        AtomicFile.WriteIn(folder, FileName, RecordJson.Write(record));
    }
}
