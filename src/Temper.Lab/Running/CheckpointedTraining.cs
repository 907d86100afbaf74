using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// A training with a checkpoint in its folder: it resumes from an existing one, writes one from time to time and when it is interrupted, and
/// takes it away when it diverges: from it the training would only diverge again.
/// </summary>
/// <param name="trainer">A new trainer.</param>
/// <param name="request">What it was made for.</param>
/// <param name="dataset">The data.</param>
/// <param name="device">The device it runs on.</param>
/// <param name="folder">Where the checkpoint is kept.</param>
/// <param name="time">The clock.</param>
public sealed class CheckpointedTraining(Trainer trainer, RunRequest request, Dataset dataset, Device device, string folder, TimeProvider time)
{
    /// <summary>What is scored.</summary>
    public Score Score => dataset.Task.Score;

    private static readonly TimeSpan SaveEvery = TimeSpan.FromSeconds(10);

    /// <summary>The checkpoint's file.</summary>
    public string Path => PathIn(folder);

    /// <summary>Whether there is a checkpoint.</summary>
    public bool HasCheckpoint => File.Exists(Path);

    /// <summary>Goes back to where the checkpoint stands.</summary>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <returns>The checkpoint; null if there is none.</returns>
    /// <exception cref="SpecException">It belongs to a training with other settings, or on another kind of device.</exception>
    public Checkpoint? Resume(CancellationToken cancellationToken)
    {
        var checkpoint = Check(folder, trainer.Spec, device.Arithmetic, cancellationToken);
        if (checkpoint is not null)
        {
            trainer.Restore(checkpoint);
        }

        return checkpoint;
    }

    /// <summary>Trains to the end, or until it diverges. The checkpoint of a finished training is left to <see cref="Forget"/>.</summary>
    /// <param name="progress">Receives progress reports.</param>
    /// <param name="cancellationToken">Stops between two steps, after saving the checkpoint.</param>
    /// <exception cref="OperationCanceledException">It was stopped; the checkpoint is saved.</exception>
    public RunOutcome Run(IProgress<TrainProgress>? progress, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = Runner.Attempt(trainer, request, dataset, device, time, new Saving(this, progress), cancellationToken);
            if (outcome.Failed is not null)
            {
                Forget(folder);
            }

            return outcome;
        }
        catch (OperationCanceledException)
        {
            Save();
            throw;
        }
    }

    /// <summary>The checkpoint in a folder, or null.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="spec">The training that is to resume from it.</param>
    /// <param name="arithmetic">The <see cref="Device.Arithmetic"/> of its device.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="SpecException">It belongs to a training with other settings, or on another kind of device.</exception>
    public static Checkpoint? Check(string folder, TrainSpec spec, string arithmetic, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(arithmetic);
        var path = PathIn(folder);
        if (!File.Exists(path))
        {
            return null;
        }

        var checkpoint = CheckpointFile.Load(path, cancellationToken);
        if (SpecJson.Write(checkpoint.Spec) != SpecJson.Write(spec))
        {
            throw new SpecException($"{path} belongs to a training with other settings; choose another folder, or delete that file first.");
        }

        return checkpoint.Arithmetic == arithmetic
            ? checkpoint
            : throw new SpecException(
                $"{path} belongs to a training on {Words(checkpoint.Arithmetic)}, which is not bit-identical to {Words(arithmetic)}; "
                + "take the same device and precision, choose another folder, or delete that file first.");
    }

    /// <summary>Takes the checkpoint of a training away.</summary>
    /// <param name="folder">Its folder.</param>
    public static void Forget(string folder) => File.Delete(PathIn(folder));

    private static string PathIn(string folder) => System.IO.Path.Combine(folder, RunFolder.CheckpointName);

    private static string Words(string arithmetic) => arithmetic.Length == 0 ? "the CPU" : $"\"{arithmetic}\"";

    private void Save()
    {
        var checkpoint = trainer.Save() with { Name = request.Name };
        AtomicFile.WriteIn(folder, RunFolder.CheckpointName, stream => CheckpointFile.Save(stream, checkpoint));
    }

    /// <summary>Saves at the end of an epoch, when it has been long enough, after all others have heard of it.</summary>
    private sealed class Saving(CheckpointedTraining training, IProgress<TrainProgress>? progress) : IProgress<TrainProgress>
    {
        private long saved = training.Now;

        public void Report(TrainProgress value)
        {
            progress?.Report(value);
            if (value.Finished is not null && training.Since(saved) >= SaveEvery)
            {
                training.Save();
                saved = training.Now;
            }
        }
    }

    private long Now => time.GetTimestamp();

    private TimeSpan Since(long moment) => time.GetElapsedTime(moment);
}
