using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Records;
using Temper.Lab.Reports;
using Temper.Training;

namespace Temper.Cli.Commands;

/// <summary>One call of temper evaluate: from the model's file to its scores and pictures.</summary>
internal sealed class EvaluateRun(EvaluateRequest request, Report report)
{
    // The default of training: a run with batches of 128 finds its own test loss again to the bit.
    private const int BatchSize = 128;
    private const ulong GridSeed = 1;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus);
        using var device = choice.Named();
        var (path, model) = ModelChoice.Load(request.Model, report.Terminal);
        var given = OutFolder();
        var dataset = await DatasetLoading.LoadAsync(DataFor(model, path), report, cancellationToken).ConfigureAwait(false);
        Check(model, dataset, path);
        var folder = given ?? UsualFolder(path, dataset);
        if (model.Dataset != dataset.Name)
        {
            report.Warning($"the model was trained on {CellText.Clean(model.Dataset)}, the test images are of {dataset.Name}; their classes are matched by number.");
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
        if (report.DrawsPictures)
        {
            foreach (var line in HalfBlockPictures.Render(grid, record.ClassNames, report.Terminal.Width, isColoured: true))
            {
                report.Info(line);
            }

            report.Info();
        }

        EvaluateLines.Print(report, record);
        report.Info();
        report.Info($"Pictures and record: {folder}");
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(record));
        }

        return ExitCodes.Done;
    }

    /// <summary>--data, or else the data set the model was trained on, if it is one that has a name here.</summary>
    private string DataFor(Model model, string path)
    {
        if (request.Data is { } data)
        {
            return data;
        }

        return DatasetCatalog.Names.Contains(model.Dataset)
            ? model.Dataset
            : throw new DataException($"{path}: was trained on \"{CellText.Clean(model.Dataset)}\", which is not a data set that has a name here; name its folder with --data.");
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

        var folder = Path.GetFullPath(request.Out, report.Terminal.WorkingFolder);
        return File.Exists(Path.Combine(folder, RunFolder.RecordName))
            ? throw new SpecException($"{folder} holds a run, whose pictures would be replaced; choose another --out.")
            : folder;
    }

    /// <summary>Beside the model. A data set has the name of its folder, which need not be one everywhere.</summary>
    private static string UsualFolder(string path, Dataset dataset)
    {
        var name = new string([.. dataset.Name.Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')]);
        return Path.Combine(Path.GetDirectoryName(path)!, $"evaluation-{name}");
    }

    private static void Write(string folder, EvaluationRecord record, IReadOnlyList<GridPicture> grid)
    {
        var subtitle = record.TrainedOn == record.Dataset
            ? $"{record.Dataset}, saved model"
            : $"{record.Dataset}, model trained on {record.TrainedOn}";
        AtomicFile.Write(Path.Combine(folder, "confusion.svg"), RunPictures.Confusion(record.Confusion, record.ClassNames, record.Dataset, subtitle));
        AtomicFile.Write(
            Path.Combine(folder, "grid.svg"),
            PictureGrid.Render(new PictureGridData(RunPictures.Title("Result", record.Dataset), subtitle, record.ClassNames, grid)));
        AtomicFile.Write(Path.Combine(folder, "evaluation.json"), RecordJson.Write(record));
    }
}
