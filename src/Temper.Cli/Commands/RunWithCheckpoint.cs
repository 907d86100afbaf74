using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Cli.Commands;

/// <summary>
/// Runs a training in its folder: goes on from a checkpoint if one is there, leaves one when interrupted, and what was measured when it
/// diverges.
/// </summary>
internal static class RunWithCheckpoint
{
    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    /// <summary>Runs a training.</summary>
    /// <param name="trainer">A new trainer.</param>
    /// <param name="request">What it was made for.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">The device it runs on.</param>
    /// <param name="folder">Where the checkpoint is kept.</param>
    /// <param name="howToGoOn">Told when it is interrupted.</param>
    /// <param name="replay">The command that repeats it, for the report of a run that diverged.</param>
    /// <param name="report">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops between two steps, after saving the checkpoint.</param>
    public static RunResult Run(
        Trainer trainer,
        RunRequest request,
        Dataset dataset,
        Device device,
        string folder,
        string howToGoOn,
        string replay,
        Report report,
        CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, RunFolder.CheckpointName);
        if (File.Exists(path))
        {
            var checkpoint = Check(folder, trainer.Spec, device.Arithmetic, cancellationToken)!;
            trainer.Restore(checkpoint);
            report.Info($"  going on from {path} ({checkpoint.Epochs.Count} epochs and {checkpoint.StepInEpoch} batches done)");
        }

        void Save()
        {
            var checkpoint = trainer.Save() with { Name = request.Name };
            AtomicFile.WriteIn(folder, RunFolder.CheckpointName, stream => CheckpointFile.Save(stream, checkpoint));
        }

        var time = report.Terminal.Time;
        var saved = time.GetTimestamp();
        var log = new TrainingLog(report, request.Name)
        {
            EpochFinished = () =>
            {
                if (time.GetElapsedTime(saved) >= SaveEvery)
                {
                    Save();
                    saved = time.GetTimestamp();
                }
            },
        };
        try
        {
            return Runner.Run(trainer, request, dataset, device, time, log, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.ClearProgress();
            Save();
            report.Warning($"interrupted; the checkpoint is {path}; to go on", howToGoOn);
            throw;
        }
        catch (RunFailedException error)
        {
            report.ClearProgress();
            Keep(folder, FailedRun.Of(error, request, dataset, device, time.GetUtcNow()), replay, report);

            // From it the run would only diverge again.
            Forget(folder);
            throw;
        }
        catch (DeviceException)
        {
            // What is on the device cannot be read any more.
            report.ClearProgress();
            if (File.Exists(path))
            {
                report.Warning($"the device failed; the latest checkpoint is {path}; to go on", howToGoOn);
            }
            else
            {
                report.Warning("the device failed before the first checkpoint; the training begins again");
            }

            throw;
        }
        finally
        {
            report.ClearProgress();
        }
    }

    /// <summary>Writes what there is of a run that diverged. A disk that is full does not hide why the run failed.</summary>
    public static void Keep(string folder, FailedRun run, string replay, Report report)
    {
        try
        {
            RunFiles.Write(folder, new FailureReport(run, replay));
            report.Place("History and curves up to the break", folder);
        }
        catch (IOException error)
        {
            report.Warning($"history and curves up to the break cannot be kept: {error.Message}");
        }
    }

    /// <summary>The checkpoint in a folder, or null.</summary>
    /// <exception cref="SpecException">It belongs to a training with other settings, or on another kind of device.</exception>
    public static Checkpoint? Check(string folder, TrainSpec spec, string arithmetic, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, RunFolder.CheckpointName);
        if (!File.Exists(path))
        {
            return null;
        }

        var checkpoint = CheckpointFile.Load(path, cancellationToken);
        if (SpecJson.Write(checkpoint.Spec) != SpecJson.Write(spec))
        {
            throw new SpecException($"{path} belongs to a training with other settings; choose another --out, or delete that file first.");
        }

        return checkpoint.Arithmetic == arithmetic
            ? checkpoint
            : throw new SpecException($"{path} belongs to a training on {Words(checkpoint.Arithmetic)}, whose bits are others than those of {Words(arithmetic)}; give the same --device and --precision, choose another --out, or delete that file first.");
    }

    private static string Words(string arithmetic) => arithmetic.Length == 0 ? "the CPU" : $"\"{arithmetic}\"";

    /// <summary>Takes the checkpoint of a finished run away.</summary>
    public static void Forget(string folder) => File.Delete(Path.Combine(folder, RunFolder.CheckpointName));
}
