using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Records;
using Temper.Training;

namespace Temper.Lab.Experiments;

/// <summary>Carries out trainings: one on the whole device, or many side by side, one per core.</summary>
public static class Runner
{
    /// <summary>Finishes a training from where its trainer stands, tests it and writes its record.</summary>
    /// <param name="trainer">A new trainer, or one restored from a checkpoint.</param>
    /// <param name="request">What it was made for.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">The device it runs on.</param>
    /// <param name="time">Clock of the record.</param>
    /// <param name="progress">Told how the training goes.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static RunResult Run(
        Trainer trainer,
        RunRequest request,
        Dataset dataset,
        Device device,
        TimeProvider time,
        IProgress<TrainProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(time);
        var result = trainer.Run(progress, cancellationToken);
        var test = trainer.Test();
        var model = Model.FromTrainer(trainer);
        var record = Record(request, dataset, device, result, test, trainer.Network.ParameterCount, RunId.HashOf(model.State), time.GetUtcNow());
        return new RunResult(request, record, model, test.Guesses, result.Epochs, dataset);
    }

    /// <summary>Carries out many trainings side by side, one per thread, and reports them as they finish.</summary>
    /// <param name="requests">What to do; records come in this order.</param>
    /// <param name="dataset">The data, shared.</param>
    /// <param name="threads">How many at once.</param>
    /// <param name="time">Clock of the records.</param>
    /// <param name="finished">Told of each finished training, one call at a time; its model is not kept otherwise.</param>
    /// <param name="cancellationToken">Stops all between two steps.</param>
    public static IReadOnlyList<RunRecord> RunMany(
        IReadOnlyList<RunRequest> requests,
        Dataset dataset,
        int threads,
        TimeProvider time,
        Action<RunResult>? finished = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        var records = new RunRecord[requests.Count];
        var gate = new Lock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SideBySide.Run(requests.Count, threads, stop, i =>
        {
            using var device = new CpuDevice(threads: 1);
            using var trainer = new Trainer(requests[i].Spec, dataset, device, time);
            var result = Run(trainer, requests[i], dataset, device, time, cancellationToken: stop.Token);
            records[i] = result.Record;
            lock (gate)
            {
                finished?.Invoke(result);
            }
        });
        return records;
    }

    private static RunRecord Record(
        RunRequest request, Dataset dataset, Device device, TrainResult result, Evaluation test, int parameters, string weightsHash, DateTimeOffset finished)
    {
        var epochs = result.Epochs;
        var hasPenalty = request.Spec.Optimizer is { WeightDecay: > 0, DecayIsPenalty: true };
        return new RunRecord
        {
            Id = RunId.Of(request.Spec, dataset.Hash),
            Experiment = request.Name,
            Protocol = request.Protocol,
            Quirks = request.Quirks,
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            DatasetSource = dataset.Source,
            Seed = request.Spec.Seed,
            Device = $"{device.Name} ({device.Description})",
            Epochs = epochs.Count,
            Steps = result.Steps,
            Loss = [.. epochs.Select(epoch => epoch.Loss)],
            Penalty = hasPenalty ? [.. epochs.Select(epoch => epoch.Penalty)] : [],
            TrainAccuracy = [.. epochs.Select(epoch => epoch.TrainAccuracy)],
            TrainAccuracyInEvaluation = [.. epochs.Where(epoch => epoch.TrainAccuracyInEvaluation.HasValue).Select(epoch => epoch.TrainAccuracyInEvaluation!.Value)],
            ValidAccuracy = request.Spec.ValidFraction > 0 ? [.. epochs.Select(epoch => epoch.ValidAccuracy)] : [],
            ValidLoss = request.Spec.ValidFraction > 0 ? [.. epochs.Select(epoch => epoch.ValidLoss)] : [],
            TestAccuracy = test.Accuracy,
            TestLoss = test.Loss,
            Wrong = test.Wrong,
            TestImages = test.Rows,
            Confusion = ConfusionCounts.Of(dataset.Test.Labels, test.Guesses, dataset.Classes),
            ClassNames = dataset.ClassNames,
            Parameters = parameters,
            TrainSeconds = result.TrainSeconds,
            ValidSeconds = result.ValidSeconds,
            DroppedRows = result.DroppedRows,
            BestEpoch = result.BestEpoch,
            WeightsHash = weightsHash,
            Notes = RunNotes.Of(request, dataset, result),
            Program = $"temper {ProgramVersion.Engine}",
            Machine = ProgramVersion.Machine,
            Finished = finished,
            Spec = request.Spec,
        };
    }
}
