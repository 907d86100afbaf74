using Temper.Cli.Output;
using Temper.Devices;
using Temper.Lab.Reports;
using Temper.Lab.Running;

namespace Temper.Cli.Commands;

/// <summary>Shows a training that has a checkpoint in its folder, and says how to go on when it is interrupted.</summary>
internal static class RunWithCheckpoint
{
    /// <summary>Runs a training.</summary>
    /// <param name="training">The training.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="howToGoOn">Told when it is interrupted.</param>
    /// <param name="report">Where progress is shown.</param>
    /// <param name="cancellationToken">Stops between two steps, after saving the checkpoint.</param>
    public static RunOutcome Run(CheckpointedTraining training, string name, string howToGoOn, Report report, CancellationToken cancellationToken)
    {
        if (training.Resume(cancellationToken) is { } checkpoint)
        {
            report.Info($"  going on from {training.Path} ({checkpoint.Epochs.Count} epochs and {checkpoint.StepInEpoch} batches done)");
        }

        try
        {
            return training.Run(new TrainingLog(report, name, training.Score), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.ClearProgress();
            report.Warning($"interrupted; the checkpoint is {training.Path}; to go on", howToGoOn);
            throw;
        }
        catch (DeviceException)
        {
            // What is on the device cannot be read any more.
            report.ClearProgress();
            if (training.HasCheckpoint)
            {
                report.Warning($"the device failed; the latest checkpoint is {training.Path}; to go on", howToGoOn);
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
}
