using Temper.Cli.Output;
using Temper.Devices;
using Temper.Lab.Reports;
using Temper.Lab.Running;

namespace Temper.Cli.Commands;

/// <summary>Runs a training that keeps a checkpoint in its folder, shows its progress and says how to resume it when it is interrupted.</summary>
internal static class RunWithCheckpoint
{
    /// <summary>Runs a training.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="howToResume">The command shown when it is interrupted.</param>
    /// <param name="report">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops between two steps, after saving the checkpoint.</param>
    public static RunOutcome Run(CheckpointedTraining training, string name, string howToResume, Report report, CancellationToken cancellationToken)
    {
        if (training.Resume(cancellationToken) is { } checkpoint)
        {
            report.Info($"  resuming from {training.Path} ({checkpoint.Epochs.Count} epochs and {checkpoint.StepInEpoch} batches done)");
        }

        try
        {
            return training.Run(new TrainingLog(report, name, training.Score), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.ClearProgress();
            report.Warning($"interrupted; the checkpoint is {training.Path}; to resume", howToResume);
            throw;
        }
        catch (DeviceException)
        {
            // What is on the device cannot be read any more.
            report.ClearProgress();
            if (training.HasCheckpoint)
            {
                report.Warning($"the device failed; the latest checkpoint is {training.Path}; to resume", howToResume);
            }
            else
            {
                report.Warning("the device failed before the first checkpoint; the training starts again");
            }

            throw;
        }
        finally
        {
            report.ClearProgress();
        }
    }

    /// <summary>Writes the history and curves of a run that diverged. A full disk does not hide why the run failed.</summary>
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
}
