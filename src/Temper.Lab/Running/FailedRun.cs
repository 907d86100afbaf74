using Temper.Data;
using Temper.Devices;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>A training that diverged: what is kept of it, and everything measured up to the break.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Failure">What is kept.</param>
/// <param name="Epochs">
/// All numbers of every epoch, step by step, as <see cref="RunFailedException.Epochs"/> has them: the last one up to the break.
/// </param>
public sealed record FailedRun(RunRequest Request, RunFailure Failure, IReadOnlyList<EpochResult> Epochs)
{
    /// <summary>Puts together what is known of it.</summary>
    /// <param name="error">What the training said.</param>
    /// <param name="request">What it was made for.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">The device it ran on.</param>
    /// <param name="finished">When it failed (UTC).</param>
    public static FailedRun Of(RunFailedException error, RunRequest request, Dataset dataset, Device device, DateTimeOffset finished)
    {
        ArgumentNullException.ThrowIfNull(error);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        var done = error.Epochs.Where(epoch => double.IsFinite(epoch.Loss)).ToList();
        var failure = new RunFailure
        {
            Id = RunId.Of(request.Spec, dataset.Hash, device.Arithmetic),
            Arithmetic = device.Arithmetic.Length == 0 ? null : device.Arithmetic,
            Experiment = request.Name,
            Protocol = request.Protocol,
            Quirks = request.Quirks,
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            DatasetOrigin = dataset.Origin,
            DatasetSource = dataset.Source,
            Seed = request.Spec.Seed,
            Step = error.Step,
            Task = dataset.Task,
            Loss = [.. done.Select(epoch => epoch.Loss)],
            TrainScore = [.. done.Select(epoch => epoch.TrainScore)],
            ValidScore = [.. done.Select(epoch => epoch.ValidScore).OfType<double>()],
            Message = error.Message,
            Program = $"temper {ProgramVersion.Engine}",
            Machine = ProgramVersion.Machine,
            Finished = finished,
            Spec = request.Spec,
        };
        return new FailedRun(request, failure, error.Epochs);
    }
}
