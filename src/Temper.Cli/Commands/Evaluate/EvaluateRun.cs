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
            $"Model {path}, test images of {dataset.Name} ({dataset.Test.Count} images, {dataset.Source}), device {device.Name} ({device.Description})"));
        var scaler = model.ScalesEachSet ? Scaler.Fit(dataset.Test, [], "the test set") : model.Scaler;
        if (model.ScalesEachSet)
        {
            report.Info(string.Create(
                CultureInfo.InvariantCulture,
                $"The test images are scaled by their own range, {scaler.Minimum} to {scaler.Maximum}, not by the training images': the model was trained that way."));
        }

        report.Info();
        using var network = model.CreateNetwork(device, Math.Min(BatchSize, dataset.Test.Count));
        var evaluation = Evaluator.Evaluate(network, dataset.Test, scaler);
        cancellationToken.ThrowIfCancellationRequested();
        var record = EvaluationRecord.Of(path, model, network, dataset, scaler, evaluation, report.Terminal.Time);
        var grid = RunPictures.Pick(dataset.Test, evaluation.Guesses, GridSeed, distinct: true);
        Write(folder, record, grid);
        using (var single = new SingleStore(report.Terminal, request.Store, Path.GetDirectoryName(path)!, "evaluate"))
        {
            single.Count(report, dataset.Hash, record.WeightsHash);
        }

        if (report.DrawsPictures)
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
        if ((model.Height, model.Width) != (dataset.Test.Height, dataset.Test.Width))
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: takes images of {model.Height} x {model.Width}, those of {dataset.Name} are {dataset.Test.Height} x {dataset.Test.Width}; use data of the model's image size."));
        }

        if (model.ClassNames.Count != dataset.Classes)
        {
            throw new DataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{path}: tells {model.ClassNames.Count} classes apart, {dataset.Name} has {dataset.Classes}; use data with the model's classes."));
        }
    }

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
            return File.Exists(file) && JsonNode.Parse(InputFile.ReadAllText(file, RecordJson.LongestRecord))?["datasetHash"]?.GetValue<string>() is { } hash && hash != dataset.Hash;
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
        AtomicFile.WriteIn(
            folder,
            RunFolder.ConfusionName,
            RunPictures.Confusion(record.Confusion, record.ClassNames, RunPictures.Title("Confusion on the test set", record.Dataset, record.DatasetOrigin), subtitle));
        AtomicFile.WriteIn(
            folder,
            RunFolder.GridName,
            PictureGrid.Render(new PictureGridData(RunPictures.Title("Result", record.Dataset, record.DatasetOrigin), subtitle, record.ClassNames, grid)));
        AtomicFile.WriteIn(folder, FileName, RecordJson.Write(record));
    }
}
