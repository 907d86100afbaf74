using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>Trains one net by its spec. Between two steps it can be cancelled, saved and continued.</summary>
public sealed class Trainer : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly Device device;
    private readonly TimeProvider time;
    private readonly Loss loss;
    private readonly Optimizer optimizer;
    private readonly ActiveRegularizers regularizers;
    private readonly TrainingData data;
    private readonly StepResults stepResults;
    private readonly DeviceBuffer evaluationResults;
    private readonly List<EpochResult> epochs = [];
    private int stepInEpoch;
    private bool isFinished;
    private double trainSeconds;
    private double validSeconds;

    /// <summary>Splits the data, builds the net and fills it with its initial weights.</summary>
    /// <param name="spec">What to do.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">Where.</param>
    /// <param name="time">Clock for seconds and reports; default the system's.</param>
    /// <exception cref="SpecException">The spec cannot be carried out, or not on this data or device.</exception>
    /// <exception cref="DataException">The data cannot be scaled, have rows of one class only, or labels that have no class.</exception>
    /// <exception cref="NotEnoughMemoryException">It needs more memory than there is; none has been taken.</exception>
    public Trainer(TrainSpec spec, Dataset dataset, Device device, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        spec.Validate();
        spec.RequireDevice(device);
        Spec = spec;
        Resolved = spec.Resolved();
        Dataset = dataset;
        this.device = device;
        this.time = time ?? TimeProvider.System;
        loss = Resolved.Loss ?? dataset.Task.Loss;
        dataset.Task.Require(loss);
        data = new TrainingData(Resolved, dataset);
        if (device.Memory is { } memory)
        {
            TrainerMemory.Of(Resolved, DataSizes.Of(dataset, Split), device).Require(memory);
        }

        Network = new Network(Resolved.Layers, dataset.Train.Shape, device, data.Rows);
        TrainerMemory.RequireOutputs(Network.OutFeatures, dataset);
        Network.Initialize(Resolved.Seed);
        optimizer = new Optimizer(Resolved.Optimizer, device, Network.ParameterValues.Length);
        regularizers = new ActiveRegularizers(
            Resolved.Regularizers, new RegularizerContext(Network, Resolved.Seed, Resolved.Epochs, dataset.ClassNames.Count, EstimateStatistics));
        data.Upload(device, Network.HasBatchNorm, regularizers.ChangeLabels);
        stepResults = new StepResults(device, data.Train);
        evaluationResults = device.Allocate(2 * Math.Max(ValidBatches, data.Measured?.Loader.Count ?? 0));
    }

    /// <summary>What is being done.</summary>
    public TrainSpec Spec { get; }

    /// <summary>The same with the edits of its regularizers done (<see cref="TrainSpec.Resolved"/>): the net that is trained.</summary>
    public TrainSpec Resolved { get; }

    /// <summary>The data.</summary>
    public Dataset Dataset { get; }

    /// <summary>The net.</summary>
    public Network Network { get; }

    /// <summary>Which rows train and which validate.</summary>
    public Split Split => data.Split;

    /// <summary>What is to be known of the data as they are split; empty for data in good order.</summary>
    public IReadOnlyList<DataNote> DataNotes => data.Notes;

    /// <summary>The training split's scaling.</summary>
    public Scaler Scaler => data.Scaler;

    /// <summary>The training split's scaling of the values to be predicted; null for classes.</summary>
    public Scaler? TargetScaler => data.TargetScaler;

    /// <summary>Batches of an epoch.</summary>
    public int StepsPerEpoch => data.Train.Loader.Count;

    /// <summary>Batches of the validation split.</summary>
    public int ValidBatches => data.Valid?.Loader.Count ?? 0;

    /// <summary>Rows of the first validation batch; 0 without one.</summary>
    public int FirstValidBatchRows => data.Valid?.Loader[0].Rows ?? 0;

    /// <summary>The scaling of the test inputs: the training split's, or their own.</summary>
    public Scaler TestScaler => data.TestScaler;

    /// <summary>Trains from where it stands to the end.</summary>
    /// <param name="progress">Told about ten times a second and at the end of each epoch, on this thread.</param>
    /// <param name="cancellationToken">Looked at between two steps; the trainer can then be saved or resumed.</param>
    /// <exception cref="RunFailedException">The loss was not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TrainResult Run(IProgress<TrainProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        LeaveEvaluation();
        while (epochs.Count < Resolved.Epochs && !regularizers.Stop)
        {
            TrainEpoch(progress, cancellationToken);
            var result = FinishEpoch();
            progress?.Report(new TrainProgress(
                result.Epoch, Resolved.Epochs, StepsPerEpoch, StepsPerEpoch, result.Loss, result.TrainScore, trainSeconds + validSeconds, result));
        }

        Finish();
        return new TrainResult(
            [.. epochs], optimizer.Steps, trainSeconds, validSeconds, data.Train.Loader.Dropped, regularizers.RestoredEpoch);
    }

    /// <summary>Evaluates the net on the test set.</summary>
    public Evaluation Test() => Evaluator.Evaluate(Network, Dataset.Test, Dataset.Task, TestScaler, TargetScaler);

    /// <summary>Everything needed to resume from here.</summary>
    public Checkpoint Save()
    {
        var wasFinished = isFinished;
        LeaveEvaluation();
        var checkpoint = new Checkpoint
        {
            Spec = Spec,
            Arithmetic = device.Arithmetic,
            Dataset = Dataset.Reference,
            Epochs = [.. epochs],
            StepInEpoch = stepInEpoch,
            StepResults = stepResults.Save(stepInEpoch),
            TrainSeconds = trainSeconds,
            ValidSeconds = validSeconds,
            State = Network.State(),
            OptimizerSteps = optimizer.Steps,
            OptimizerScalars = optimizer.Scalars.ToArray(),
            OptimizerStates = [.. optimizer.States.Select(state => state.All.ToSingles())],
            RegularizerState = regularizers.State(),
        };
        if (wasFinished)
        {
            Finish();
        }

        return checkpoint;
    }

    /// <summary>Goes back (or on) to a saved state. The spec and the data must be those of the checkpoint.</summary>
    /// <param name="checkpoint">A state saved by <see cref="Save"/>.</param>
    /// <exception cref="SpecException">The checkpoint belongs to other data, another net or other arithmetic, or contradicts itself.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        checkpoint.RequireFits(Dataset, device, StepsPerEpoch);
        LeaveEvaluation();
        Network.LoadState(checkpoint.State);
        optimizer.Restore(checkpoint.OptimizerSteps, checkpoint.OptimizerScalars, checkpoint.OptimizerStates);
        regularizers.Restore(checkpoint.RegularizerState, [.. checkpoint.Epochs.Select(epoch => epoch.MeasuresOf(Dataset.Task.Score))]);
        epochs.Clear();
        epochs.AddRange(checkpoint.Epochs);
        stepInEpoch = checkpoint.StepInEpoch;
        stepResults.Restore(checkpoint.StepResults);
        trainSeconds = checkpoint.TrainSeconds;
        validSeconds = checkpoint.ValidSeconds;
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        stepResults.Dispose();
        evaluationResults.Dispose();
        data.Dispose();
        regularizers.Dispose();
        optimizer.Dispose();
        Network.Dispose();
    }

    /// <summary>One training step on batch number <see cref="stepInEpoch"/>. Allocates nothing.</summary>
    internal void Step()
    {
        var batch = data.Train.Loader[stepInEpoch];
        var step = optimizer.Steps;
        var pass = new Pass(batch.Rows, Training: true, Resolved.Seed, step);
        var inputs = Network.Input(batch.Rows);
        data.Train.GatherInputs(batch, inputs);
        var targets = data.Train.GatherTargets(batch);
        regularizers.Batch(new TrainingBatch(inputs, targets, batch.Rows, step));
        var outputs = Network.Forward(pass);
        loss.Evaluate(
            device, outputs, targets, batch.Rows, Network.OutFeatures, Network.OutputGradient(batch.Rows), stepResults.Of(stepInEpoch));
        Network.Backward(pass);
        regularizers.Gradients(step);
        var clock = new ScheduleClock(step, StepsPerEpoch, Resolved.Epochs);
        var settings = optimizer.Begin(Resolved.Schedule.LearningRate(Resolved.Optimizer.LearningRate, clock), Resolved.Schedule.Momentum(clock));
        for (var i = 0; i < Network.Parameters.Count; i++)
        {
            var parameter = Network.Parameters[i];
            optimizer.Update(
                Network.ParameterValues, Network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings,
                spendsGradients: true);
        }

        regularizers.Updated(step, settings.LearningRate);
        device.EndBatch();
        stepInEpoch++;
    }

    /// <summary>Prepares an epoch: the order of its rows, and labels of its own where a regularizer changes them.</summary>
    internal void BeginEpoch()
    {
        data.Train.Loader.Shuffle(Resolved.Seed, epochs.Count);
        if (data.Train.ChangesLabels)
        {
            data.Train.ChangeLabels(regularizers.Labels, epochs.Count);
        }
    }

    private void TrainEpoch(IProgress<TrainProgress>? progress, CancellationToken cancellationToken)
    {
        BeginEpoch();
        var started = time.GetTimestamp();
        // The very first step is told at once: whoever waits sees that it has begun.
        var reported = optimizer.Steps == 0 ? started - time.TimestampFrequency : started;
        var validBefore = validSeconds;
        try
        {
            while (stepInEpoch < StepsPerEpoch)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Step();
                if (stepInEpoch == StepsPerEpoch)
                {
                    // The last update is part of the training's time, not of what comes next.
                    device.Synchronize();
                }

                if (Resolved.ValidateEveryStep && stepInEpoch < StepsPerEpoch)
                {
                    // Every validation measures what the epoch's last one does.
                    var entered = time.GetTimestamp();
                    regularizers.EnterEvaluation();
                    validSeconds += time.GetElapsedTime(entered).TotalSeconds;
                    Validate();
                    regularizers.LeaveEvaluation();
                }

                // Nets that train in lockstep must not read at times of their own, so without a listener nothing is read.
                if (progress is not null && time.GetElapsedTime(reported) >= ReportEvery)
                {
                    reported = time.GetTimestamp();
                    Report(progress, trainSeconds + validBefore + time.GetElapsedTime(started).TotalSeconds);
                }
            }
        }
        finally
        {
            trainSeconds += time.GetElapsedTime(started).TotalSeconds - (validSeconds - validBefore);
        }
    }

    private EpochResult FinishEpoch()
    {
        var (losses, scores) = ReadSteps();
        var entered = time.GetTimestamp();

        // The trained weights, not those of the evaluation: Lookahead's slow ones are sound for some steps after the others have broken.
        RequireSoundWeights(losses, scores);
        regularizers.EpochEnd(epochs.Count);
        regularizers.EnterEvaluation();
        validSeconds += time.GetElapsedTime(entered).TotalSeconds;
        var evaluation = Validate();
        var started = time.GetTimestamp();
        RequireSoundLoss(evaluation, losses, scores);
        var measured = data.Measured is null
            ? null
            : Measure(data.Measured, pass: default);
        var clock = new ScheduleClock(optimizer.Steps - 1, StepsPerEpoch, Resolved.Epochs);
        var result = new EpochResult
        {
            Epoch = epochs.Count + 1,
            Loss = losses.Average(value => (double)value),
            TrainScore = scores.Average(value => (double)value),
            ValidScore = evaluation is null ? null : Resolved.AverageByBatches ? evaluation.BatchMeanScore : evaluation.Score,
            ValidLoss = evaluation?.Loss,
            Penalty = L2Penalty.Of(Network, Resolved.Optimizer) + regularizers.Penalty(),
            TrainScoreInEvaluation = measured?.Score,
            LearningRate = Resolved.Schedule.LearningRate(Resolved.Optimizer.LearningRate, clock),
            StepLosses = losses,
            StepScores = scores,
            ValidScores = evaluation?.BatchScores ?? [],
        };
        regularizers.Measured(result.MeasuresOf(Dataset.Task.Score));
        regularizers.LeaveEvaluation();
        validSeconds += time.GetElapsedTime(started).TotalSeconds;
        epochs.Add(result);
        stepInEpoch = 0;
        return result;
    }

    /// <summary>The net is what the training's result is measured with: averages where there are any, the best epoch's weights.</summary>
    private void Finish()
    {
        regularizers.EnterEvaluation();
        regularizers.Finish();
        isFinished = true;
    }

    /// <summary>The net has the weights that are trained.</summary>
    private void LeaveEvaluation()
    {
        regularizers.LeaveEvaluation();
        isFinished = false;
    }

    private Evaluation? Validate()
    {
        if (data.Valid is null)
        {
            return null;
        }

        // In training mode dropout needs keys, one a batch: negative ones, which no training step uses.
        var started = time.GetTimestamp();
        var pass = Resolved.ValidateInTrainingMode
            ? new Pass(0, Training: true, Resolved.Seed, long.MinValue + (optimizer.Steps * ValidBatches))
            : default;
        var evaluation = Measure(data.Valid, pass);
        validSeconds += time.GetElapsedTime(started).TotalSeconds;
        return evaluation;
    }

    private Evaluation Measure(DeviceRows rows, Pass pass) =>
        Evaluator.Run(Network, Dataset.Task, loss.ForEvaluation(), rows, evaluationResults, pass, wantOutputs: false).Evaluation;

    /// <summary>BatchNorm's statistics anew, as the average over the batches of an epoch; dropout drops, with keys that no other pass has.</summary>
    private void EstimateStatistics(int epoch)
    {
        // A resumed trainer may never have had that epoch's order, and in the midst of the next one it has that one's.
        data.Train.Loader.Shuffle(Resolved.Seed, epoch);
        for (var i = 0; i < StepsPerEpoch; i++)
        {
            var batch = data.Train.Loader[i];
            data.Train.GatherInputs(batch, Network.Input(batch.Rows));
            Network.Forward(new Pass(batch.Rows, Training: true, Resolved.Seed, -1 - (((long)epoch * StepsPerEpoch) + i), StatisticsBatch: i + 1));
            device.EndBatch();
        }

        if (epoch != epochs.Count && stepInEpoch > 0)
        {
            data.Train.Loader.Shuffle(Resolved.Seed, epochs.Count);
        }
    }

    private void Report(IProgress<TrainProgress>? progress, double seconds)
    {
        var (losses, scores) = ReadSteps();
        progress?.Report(new TrainProgress(
            epochs.Count + 1, Resolved.Epochs, stepInEpoch, StepsPerEpoch, losses.Average(), scores.Average(), seconds, null));
    }

    private (float[] Losses, float[] Scores) ReadSteps()
    {
        var (losses, scores) = stepResults.Read(stepInEpoch);
        var steps = Array.FindIndex(losses, loss => !float.IsFinite(loss)) + 1;
        return steps == 0
            ? (losses, scores)
            : throw Diverged(
                FormattableString.Invariant($"the loss of step {StepNumber(steps)} (epoch {epochs.Count + 1}) is {losses[steps - 1]}"),
                losses[..steps],
                scores[..steps]);
    }

    private long StepNumber(int stepOfEpoch) => ((long)epochs.Count * StepsPerEpoch) + stepOfEpoch;

    private RunFailedException Diverged(string what, float[] losses, float[] scores)
    {
        var step = StepNumber(losses.Length);
        var rate = Resolved.Schedule.LearningRate(Resolved.Optimizer.LearningRate, new ScheduleClock(step - 1, StepsPerEpoch, Resolved.Epochs));
        return Divergence.At(step, what, Resolved, rate, epochs, losses, scores);
    }

    /// <summary>The last step's update comes after its loss: a training that breaks there must not pass for a good one.</summary>
    private void RequireSoundWeights(float[] losses, float[] scores)
    {
        if (!double.IsFinite(device.SumOfSquares(Network.ParameterValues)))
        {
            throw DivergedAtEnd("its weights are not finite numbers", losses, scores);
        }
    }

    private void RequireSoundLoss(Evaluation? evaluation, float[] losses, float[] scores)
    {
        if (evaluation is { Loss: double.NaN or double.PositiveInfinity })
        {
            throw DivergedAtEnd(FormattableString.Invariant($"its validation loss is {evaluation.Loss}"), losses, scores);
        }
    }

    private RunFailedException DivergedAtEnd(string what, float[] losses, float[] scores) =>
        Diverged(FormattableString.Invariant($"after step {optimizer.Steps} (epoch {epochs.Count + 1}) {what}"), losses, scores);
}
