using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Losses;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>Carries out trainings: one on a device, or many side by side.</summary>
public static class Runner
{
    /// <summary>Finishes a training from where its trainer stands, tests it and writes its record.</summary>
    /// <param name="trainer">A new trainer, or one restored from a checkpoint.</param>
    /// <param name="request">What it was made for.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">The device it runs on.</param>
    /// <param name="time">Clock of the record.</param>
    /// <param name="progress">Receives progress of the training.</param>
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
        var record = Record(request, dataset, device, result, test, trainer.Network.ParameterCount, RunId.HashOf(model.State), time.GetUtcNow()) with
        {
            WeightNorm = Norm(trainer.Network),
            DataNotes = trainer.DataNotes,
        };
        return new RunResult(request, record, model, test.Guesses, result.Epochs, dataset);
    }

    /// <summary>Trains and tests one net, or finds that it diverges. Nothing is stored.</summary>
    /// <param name="request">The training.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">Where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static RunOutcome Attempt(RunRequest request, Dataset dataset, Device device, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(time);
        using var trainer = new Trainer(request.Spec, dataset, device, time);
        return Attempt(trainer, request, dataset, device, time, null, cancellationToken);
    }

    /// <summary>Finishes a training from where its trainer stands, or finds that it diverges.</summary>
    internal static RunOutcome Attempt(
        Trainer trainer, RunRequest request, Dataset dataset, Device device, TimeProvider time, IProgress<TrainProgress>? progress,
        CancellationToken cancellationToken)
    {
        try
        {
            return new RunOutcome { Result = Run(trainer, request, dataset, device, time, progress, cancellationToken) };
        }
        catch (RunFailedException error)
        {
            return new RunOutcome { Failed = FailedRun.Of(error, request, dataset, device, time.GetUtcNow()), Error = error };
        }
    }

    /// <summary>Carries out many trainings side by side, one per thread of the processor, and reports them as they finish.</summary>
    /// <param name="requests">What to do; records come in this order.</param>
    /// <param name="dataset">The data, shared.</param>
    /// <param name="threads">How many at once.</param>
    /// <param name="time">Clock of the records.</param>
    /// <param name="finished">Called for each finished training, one call at a time; its model is not kept otherwise.</param>
    /// <param name="cancellationToken">Stops all between two steps.</param>
    /// <exception cref="RunFailedException">One of them diverged; the others were stopped.</exception>
    public static IReadOnlyList<RunRecord> RunMany(
        IReadOnlyList<RunRequest> requests,
        Dataset dataset,
        int threads,
        TimeProvider time,
        Action<RunResult>? finished = null,
        CancellationToken cancellationToken = default)
    {
        using var pool = new CpuDevicePool(threads);
        return RunMany(requests, dataset, pool, time, finished, cancellationToken: cancellationToken);
    }

    /// <summary>Carries out many trainings side by side, as many as the devices take, and reports them as they finish.</summary>
    /// <param name="requests">What to do; records come in this order.</param>
    /// <param name="dataset">The data, shared.</param>
    /// <param name="pool">Where.</param>
    /// <param name="time">Clock of the records.</param>
    /// <param name="finished">Called for each finished training, one call at a time; its model is not kept otherwise.</param>
    /// <param name="halved">Called for each batch that did not fit into the device's memory.</param>
    /// <param name="tight">Called once, with a line that says why memory allows fewer at a time.</param>
    /// <param name="failed">Called for a training that diverged, from any thread, before the others are stopped.</param>
    /// <param name="cancellationToken">Stops all between two steps.</param>
    /// <exception cref="RunFailedException">One of them diverged; the others were stopped.</exception>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory.</exception>
    /// <exception cref="NotEnoughMemoryException">A net does not fit into this machine's memory; none was begun.</exception>
    public static IReadOnlyList<RunRecord> RunMany(
        IReadOnlyList<RunRequest> requests,
        Dataset dataset,
        DevicePool pool,
        TimeProvider time,
        Action<RunResult>? finished = null,
        Action<HalvedBatch>? halved = null,
        Action<string>? tight = null,
        Action<FailedRun>? failed = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pool);
        ArgumentNullException.ThrowIfNull(time);
        var runner = new StoreRunner(dataset, null, pool, time) { StopsAtFailure = true };
        return [.. runner.Run(requests, new Listener(finished, halved, tight, failed), cancellationToken).Select(run => run.Record!)];
    }

    /// <summary>The penalty of lambda 2 is the sum of squares.</summary>
    private static double? Norm(Network network) =>
        Math.Sqrt(L2Penalty.Of(network, 2, weightsOnly: true)) is var norm && double.IsFinite(norm) ? norm : null;

    private static RunRecord Record(
        RunRequest request, Dataset dataset, Device device, TrainResult result, Evaluation test, int parameters, string weightsHash,
        DateTimeOffset finished)
    {
        var epochs = result.Epochs;
        var isOfClasses = dataset.Task is Classification;
        return new RunRecord
        {
            Id = RunId.Of(request.Spec, dataset.Hash, device.Arithmetic),
            Experiment = request.Name,
            Protocol = request.Protocol,
            Quirks = request.Quirks,
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            DatasetOrigin = dataset.Origin,
            DatasetSource = dataset.Source,
            Seed = request.Spec.Seed,
            Device = $"{device.Name} ({device.Description})",
            Arithmetic = device.Arithmetic.Length == 0 ? null : device.Arithmetic,
            Epochs = epochs.Count,
            Steps = result.Steps,
            Loss = [.. epochs.Select(epoch => epoch.Loss)],
            Penalty = epochs.Any(epoch => epoch.Penalty != 0) ? [.. epochs.Select(epoch => epoch.Penalty)] : [],
            TrainScore = [.. epochs.Select(epoch => epoch.TrainScore)],
            TrainScoreInEvaluation =
            [
                .. epochs.Where(epoch => epoch.TrainScoreInEvaluation.HasValue).Select(epoch => epoch.TrainScoreInEvaluation!.Value),
            ],
            ValidScore = [.. epochs.Select(epoch => epoch.ValidScore).OfType<double>()],
            ValidLoss = [.. epochs.Select(epoch => epoch.ValidLoss).OfType<double>()],
            InputShape = [dataset.Train.Shape.Channels, dataset.Train.Shape.Height, dataset.Train.Shape.Width],
            Task = dataset.Task,
            TestScore = test.Score,
            TestScores = ScoresByName.Of(test),
            ChanceScore = ScoresByName.OfChance(dataset.Task, dataset.Test.Values),
            TestLoss = double.IsFinite(test.Loss) ? test.Loss : null,
            Wrong = isOfClasses ? test.Wrong : null,
            TestRows = test.Rows,
            Confusion = isOfClasses ? ConfusionMatrix.Of(dataset.Test.Labels, test.Guesses, dataset.ClassNames.Count) : ConfusionMatrix.None,
            TestGuesses = isOfClasses ? TestGuesses.Of(dataset.Test.Labels, test.Guesses, dataset.ClassNames.Count) : null,
            Parameters = parameters,
            TrainSeconds = result.TrainSeconds,
            ValidSeconds = result.ValidSeconds,
            DroppedRows = result.DroppedRows,
            BestEpoch = result.BestEpoch,
            WeightsHash = weightsHash,
            Notes = RunNotes.Of(request, dataset, result.DroppedRows, epochs.Count, result.BestEpoch),
            Program = $"temper {ProgramVersion.Engine}",
            Machine = ProgramVersion.Machine,
            Finished = finished,
            Spec = request.Spec,
        };
    }

    /// <summary>Those who want to hear of many trainings.</summary>
    private sealed class Listener(
        Action<RunResult>? finished, Action<HalvedBatch>? halved, Action<string>? tight, Action<FailedRun>? failed) : IRunObserver
    {
        private readonly Lock gate = new();

        public void Finished(int run, RunOutcome outcome)
        {
            if (outcome.Failed is { } broken)
            {
                failed?.Invoke(broken);
                return;
            }

            lock (gate)
            {
                finished?.Invoke(outcome.Result!);
            }
        }

        public void BatchHalved(HalvedBatch batch) => halved?.Invoke(batch);

        public void Note(string line) => tight?.Invoke(line);
    }
}
