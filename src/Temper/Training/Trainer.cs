using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>Trains one net by its spec. Between two steps it can be cancelled, saved and continued.</summary>
public sealed partial class Trainer : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly Device device;
    private readonly TimeProvider time;
    private readonly Loss loss;
    private readonly Optimizer optimizer;
    private readonly ActiveRegularizers regularizers;
    private readonly TrainingData data;
    private readonly StepResults stepResults;
    private readonly DivergenceCheck divergence;
    private readonly TrainingMeasurements measurements;
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
        spec.RequireDevice(device, dataset);
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
            Resolved.Regularizers,
            new RegularizerContext(
                Network, Resolved.Seed, Resolved.Epochs, dataset.ClassNames.Count,
                epoch => measurements!.EstimateStatistics(epoch, epochs.Count, stepInEpoch)));
        data.Upload(device, Network.HasBatchNorm, regularizers.ChangeLabels);
        stepResults = new StepResults(device, data.Train);
        divergence = new DivergenceCheck(Resolved, StepsPerEpoch, epochs);
        measurements = new TrainingMeasurements(Network, device, data, Resolved, loss.ForEvaluation(), dataset.Task);
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
    /// <param name="progress">Called about ten times a second and at the end of each epoch, on this thread.</param>
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

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        stepResults.Dispose();
        measurements.Dispose();
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
        var (losses, scores) = divergence.Read(stepResults, stepInEpoch);
        var entered = time.GetTimestamp();

        // The trained weights, not those of the evaluation: Lookahead's slow ones are sound for some steps after the others have broken.
        divergence.RequireWeights(device.SumOfSquares(Network.ParameterValues), losses, scores);
        regularizers.EpochEnd(epochs.Count);
        regularizers.EnterEvaluation();
        validSeconds += time.GetElapsedTime(entered).TotalSeconds;
        var evaluation = Validate();
        var started = time.GetTimestamp();
        divergence.RequireEvaluation(evaluation, losses, scores);
        var measured = measurements.MeasureTraining();
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

        var started = time.GetTimestamp();
        var evaluation = measurements.Validate(optimizer.Steps);
        validSeconds += time.GetElapsedTime(started).TotalSeconds;
        return evaluation;
    }

    private void Report(IProgress<TrainProgress>? progress, double seconds)
    {
        var (losses, scores) = divergence.Read(stepResults, stepInEpoch);
        progress?.Report(new TrainProgress(
            epochs.Count + 1, Resolved.Epochs, stepInEpoch, StepsPerEpoch, losses.Average(), scores.Average(), seconds, null));
    }
}
