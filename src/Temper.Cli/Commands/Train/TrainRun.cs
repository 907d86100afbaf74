using System.Globalization;
using System.Runtime.ExceptionServices;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Cli.Commands.Train;

/// <summary>One call of temper train: from settings or a checkpoint to the run's folder.</summary>
internal sealed class TrainRun(TrainRequest request, Report report)
{
    private readonly Terminal terminal = report.Terminal;

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Held before the checkpoint is read: two resumes at once would write to one folder.
        using var resumed = request.Resume is { } interrupted ? Resumed.Open(terminal.FullPath(interrupted), interrupted, cancellationToken) : null;
        var checkpoint = resumed?.Checkpoint;

        // Mistakes in the settings are told before any data are fetched; the class count is set right afterwards.
        var spec = checkpoint?.Spec ?? request.Spec(10);
        using var choice = new DeviceChoice(
            checkpoint is null ? request.Device : request.Device.Matching(checkpoint.Arithmetic, $"The run in {request.Resume}"), terminal.Gpus,
            terminal.Memory);
        if (request.PrintsSpec)
        {
            report.Document(SpecJson.Write(spec));
            return ExitCodes.Done;
        }

        choice.RequireRoom([spec]);
        var loading = Task.Run(() => DataAsync(checkpoint, cancellationToken), CancellationToken.None);
        choice.WarmUp(spec, request.Device.Threads);
        var dataset = await loading.ConfigureAwait(false);
        ClassCounts.Of(dataset).RequireTrainable(dataset);
        spec = checkpoint?.Spec ?? request.Spec(dataset.Outputs);
        var label = checkpoint?.Name ?? request.Name;
        var run = new RunRequest(label, Protocol.Own, $"Result of {label}", [], spec);
        using var device = choice.Single(new DeviceWork([spec], dataset));
        RequireRoom(spec, dataset, device);
        var id = RunId.Of(spec, dataset.Hash, device.Arithmetic);
        var folder = terminal.FullPath(request.Resume ?? request.Out ?? Path.Combine("runs", $"{SafeName(label)}-{id}"));
        RunFolder.RequireFree(folder, id);
        using var held = resumed is null ? RunFolder.Take(folder, id) : null;
        CheckpointedTraining.Check(folder, spec, device.Arithmetic, cancellationToken);
        using var trainer = new Trainer(spec, dataset, device, terminal.Time);
        RunFolder.Begin(folder, spec);
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), "
            + $"device {DeviceWords.Of(device, choice.Reason)}, seed {spec.Seed}"));
        DataNoteLines.Print(report, trainer.DataNotes);
        report.Info();
        RunLines.Batches(report, trainer);
        RunLines.Summary(report, trainer.Network);
        var rest = $"{DataWords(dataset)}{(request.Store is { } store ? $" {Shell.Option("--store", store)}" : "")}{choice.Words}";
        var replay = $"temper train {Shell.Option("--spec", Path.Combine(folder, RunFolder.SpecName))} {Shell.Option("--name", label)}{rest}";
        var training = new CheckpointedTraining(trainer, run, dataset, device, folder, terminal.Time);
        var outcome = RunWithCheckpoint.Run(training, label, $"temper train {Shell.Option("--resume", folder)}{rest}", report, cancellationToken);
        using var single = new SingleStore(terminal, request.Store, folder, "train");
        if (outcome.Failed is { } failed)
        {
            RunWithCheckpoint.Keep(folder, failed, replay, report);
            single.Keep(report, failed);
            ExceptionDispatchInfo.Throw(outcome.Error!);
        }

        Finish(outcome.Result!, folder, replay, single);
        return ExitCodes.Done;
    }

    private void Finish(RunResult result, string folder, string replay, SingleStore single)
    {
        RunFiles.Write(folder, new RunReport(result, replay));
        CheckpointedTraining.Forget(folder);
        var before = single.Keep(report, result, result.Record.Id);
        report.Info(RunLines.Time(result.Record));
        foreach (var note in result.Record.Notes)
        {
            report.Info($"note: {note}");
        }

        foreach (var line in RunLines.Test(result.Record))
        {
            report.Result(line);
        }

        RunLines.Pictures(report, result);
        report.Info();
        if (before?.Record is { } same)
        {
            report.Info(
                $"Run {same.Id} was in the store already{(same.Experiment == result.Record.Experiment ? "" : $", as \"{same.Experiment}\"")}: "
                + "the same settings, seed and data, and the same weights.");
        }

        report.Place("Model, record and pictures", folder);
        var page = Path.Combine(folder, RunFolder.ReportName);
        report.Place("Report", page);
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(result.Record));
        }

        if (request.Open)
        {
            Browser.Open(page, report);
        }
    }

    private string DataWords(Dataset dataset) => string.Concat(
        DatasetLoading.Repeated(request.Data, dataset, terminal) is { } repeated ? $" {Shell.Option("--data", repeated)}" : "",
        request.MaxBytes is { } most ? FormattableString.Invariant($" --max-bytes {most}") : "");

    /// <summary>A training that has no room for its checkpoint would end with it.</summary>
    private void RequireRoom(TrainSpec spec, Dataset dataset, Device device)
    {
        if (device.Memory is not { } memory)
        {
            return;
        }

        var need = TrainerMemory.Of(spec, dataset, device);
        need.Require(memory, need.CheckpointBytes);
        if (memory.WhyTight(need.DeviceBytes + need.HostBytes + need.CheckpointBytes, need.What) is { } tight)
        {
            report.Warning(tight);
        }
    }

    /// <summary>What --data names; without it a checkpoint's own data, or those of every command that trains.</summary>
    private async Task<Dataset> DataAsync(Checkpoint? checkpoint, CancellationToken cancellationToken) => checkpoint is null
        ? (await DatasetLoading.LoadOrBuiltInAsync(request.Data, report, cancellationToken).ConfigureAwait(false)).Dataset
        : await DatasetLoading.OwnAsync(request.Data, checkpoint.Dataset, $"The run in {request.Resume}", report, cancellationToken)
            .ConfigureAwait(false);

    /// <summary>A folder name from a user's text: letters, digits, '-', '_' and '.', so that it stays inside runs/.</summary>
    private static string SafeName(string name)
    {
        var safe = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '-')).Trim('.');
        return safe.Length == 0 ? TrainCommand.DefaultName : safe;
    }

    /// <summary>The checkpoint of an interrupted run, and its folder's lock.</summary>
    private sealed record Resumed(Checkpoint Checkpoint, FolderLock Held) : IDisposable
    {
        /// <param name="folder">The folder.</param>
        /// <param name="given">As the user named it.</param>
        /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
        public static Resumed Open(string folder, string given, CancellationToken cancellationToken)
        {
            var path = Path.Combine(folder, RunFolder.CheckpointName);
            RequireCheckpoint(path, given);
            var held = FolderLock.Take(folder, "resume");
            try
            {
                // Another resume may have finished in the meantime.
                RequireCheckpoint(path, given);
                return new Resumed(CheckpointFile.Load(path, cancellationToken), held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }

        public void Dispose() => Held.Dispose();

        private static void RequireCheckpoint(string path, string given)
        {
            if (!File.Exists(path))
            {
                throw new SpecException(File.Exists(Path.Combine(Path.GetDirectoryName(path)!, RunFolder.RecordName))
                    ? $"There is nothing to resume: the run in {given} is finished."
                    : $"There is nothing to resume: {path} does not exist; expected the folder of an interrupted run.");
            }
        }
    }
}
