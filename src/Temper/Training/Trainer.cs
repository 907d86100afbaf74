using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;

namespace Temper.Training;

/// <summary>Trains one net by its spec. Between two steps it can be cancelled, saved and continued.</summary>
public sealed class Trainer : IDisposable
{
    private static readonly TimeSpan ReportEvery = TimeSpan.FromMilliseconds(100);

    private readonly Dataset dataset;
    private readonly Device device;
    private readonly TimeProvider time;
    private readonly Loss loss;
    private readonly DeviceData data;
    private readonly Optimizer optimizer;
    private readonly DeviceRows train;
    private readonly DeviceRows? valid;
    private readonly DeviceRows? trainInEvaluation;
    private readonly StepResults stepResults;
    private readonly DeviceBuffer evaluationResults;
    private readonly BestEpoch best;
    private readonly List<EpochResult> epochs = [];
    private int stepInEpoch;
    private double trainSeconds;
    private double validSeconds;

    /// <summary>Splits the data, builds the net and fills it with its initial weights.</summary>
    /// <param name="spec">What to do.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">Where.</param>
    /// <param name="time">Clock for seconds and reports; the system's unless given.</param>
    /// <exception cref="SpecException">The spec cannot be carried out, or not on this data.</exception>
    /// <exception cref="DataException">The data cannot be scaled, have images of one class only, or labels that have no class.</exception>
    /// <exception cref="NotEnoughMemoryException">It needs more memory than there is; none has been taken.</exception>
    public Trainer(TrainSpec spec, Dataset dataset, Device device, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        spec.Validate();
        Spec = spec;
        this.dataset = dataset;
        this.device = device;
        this.time = time ?? TimeProvider.System;
        loss = new CrossEntropy(spec.LabelSmoothing);
        Split = spec.SplitOf(dataset);
        var counts = ClassCounts.Of(dataset, Split);
        counts.RequireTrainable(dataset);
        DataNotes = Data.DataNotes.Of(dataset, counts);
        if (spec.EarlyStopping is not null && Split.Valid.Length == 0)
        {
            throw new SpecException(
                FormattableString.Invariant($"Early stopping needs images to validate on, but {spec.ValidFraction} of {dataset.Train.Count} images are none; make the validation fraction larger."));
        }

        Scaler = Scaler.Fit(dataset.Train, Split.Train, $"{dataset.Name}, training split");
        if (spec.DropLast && spec.BatchSize > Split.Train.Length)
        {
            throw new SpecException(
                $"A batch of {spec.BatchSize} is larger than the training split ({Split.Train.Length} images), and short batches are dropped; make the batch smaller.");
        }

        if (device.Memory is { } memory)
        {
            TrainerMemory.Of(spec, dataset.Features, Split.Train.Length, Split.Valid.Length, dataset.Test.Count, device).Require(memory);
        }

        var rows = Math.Min(spec.BatchSize, Math.Max(Split.Train.Length, Split.Valid.Length));
        Network = new Network(spec.Layers, dataset.Features, device, rows);
        TrainerMemory.RequireOutputs(Network.OutFeatures, dataset);
        Network.Initialize(spec.Seed);
        optimizer = new Optimizer(spec.Optimizer, device, Network.ParameterValues.Length);
        data = new DeviceData(device, dataset.Train, dataset.Classes);
        train = new DeviceRows(data, Split.Train, Scaler, spec.BatchSize, spec.DropLast);
        if (Network.HasBatchNorm)
        {
            RequireTwoRows(train.Loader, "training");
        }

        valid = Split.Valid.Length == 0
            ? null
            : new DeviceRows(data, Split.Valid, ValidScaler(), spec.BatchSize, dropLast: false);
        if (valid is not null && spec.ValidateInTrainingMode && Network.HasBatchNorm)
        {
            RequireTwoRows(valid.Loader, "validation");
        }

        trainInEvaluation = spec.MeasureTrainAccuracy
            ? new DeviceRows(
                data, [.. Split.Train.Take(spec.MeasureTrainRows ?? int.MaxValue)], Scaler, spec.BatchSize, dropLast: false)
            : null;
        stepResults = new StepResults(device, train.Loader);
        best = new BestEpoch(spec.EarlyStopping);
        evaluationResults = device.Allocate(2 * Math.Max(valid?.Loader.Count ?? 0, trainInEvaluation?.Loader.Count ?? 0));
    }

    /// <summary>What is being done.</summary>
    public TrainSpec Spec { get; }

    /// <summary>The data.</summary>
    public Dataset Dataset => dataset;

    /// <summary>The net.</summary>
    public Network Network { get; }

    /// <summary>Which images train and which validate.</summary>
    public Split Split { get; }

    /// <summary>What is to be known of the data as they are split; empty for data in good order.</summary>
    public IReadOnlyList<DataNote> DataNotes { get; }

    /// <summary>The training split's scaling.</summary>
    public Scaler Scaler { get; }

    /// <summary>Batches of an epoch.</summary>
    public int StepsPerEpoch => train.Loader.Count;

    /// <summary>Batches of the validation split.</summary>
    public int ValidBatches => valid?.Loader.Count ?? 0;

    /// <summary>Rows of the first validation batch; 0 without one.</summary>
    public int FirstValidBatchRows => valid?.Loader[0].Rows ?? 0;

    /// <summary>The scaling of the test images: the training split's, or their own.</summary>
    public Scaler TestScaler =>
        Spec.ScalerFit == ScalerFit.Train ? Scaler : Scaler.Fit(dataset.Test, default, $"{dataset.Name}, test set");

    /// <summary>Trains from where it stands to the end.</summary>
    /// <param name="progress">Told about ten times a second and at the end of each epoch, on this thread.</param>
    /// <param name="cancellationToken">Looked at between two steps; the trainer can then be saved or go on.</param>
    /// <exception cref="RunFailedException">The loss was not a finite number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public TrainResult Run(IProgress<TrainProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        while (epochs.Count < Spec.Epochs && !best.HasStopped(epochs.Count))
        {
            TrainEpoch(progress, cancellationToken);
            var result = FinishEpoch();
            epochs.Add(result);
            stepInEpoch = 0;
            best.Consider(result, Network);
            progress?.Report(new TrainProgress(
                result.Epoch, Spec.Epochs, StepsPerEpoch, StepsPerEpoch, result.Loss, result.TrainAccuracy, trainSeconds + validSeconds, result));
        }

        var restored = Spec.EarlyStopping is { RestoreBest: true } && best.State.Count > 0;
        if (restored)
        {
            Network.LoadState(best.State);
        }

        return new TrainResult(
            [.. epochs], optimizer.Steps, trainSeconds, validSeconds, train.Loader.Dropped, restored ? best.Epoch : null);
    }

    /// <summary>Evaluates the net on the test set.</summary>
    public Evaluation Test() => Evaluator.Evaluate(Network, dataset.Test, TestScaler);

    /// <summary>Everything needed to go on from here.</summary>
    public Checkpoint Save() => new()
    {
        Spec = Spec,
        Arithmetic = device.Arithmetic,
        Dataset = dataset.Reference,
        Epochs = [.. epochs],
        StepInEpoch = stepInEpoch,
        StepResults = stepResults.Save(stepInEpoch),
        TrainSeconds = trainSeconds,
        ValidSeconds = validSeconds,
        State = Network.State(),
        OptimizerSteps = optimizer.Steps,
        OptimizerScalars = optimizer.Scalars.ToArray(),
        OptimizerStates = [.. optimizer.States.Select(state => state.All.ToSingles())],
        BestEpoch = best.Epoch,
        BestState = best.State,
    };

    /// <summary>Goes back (or on) to a saved state. The spec and the data must be those of the checkpoint.</summary>
    /// <param name="checkpoint">A state saved by <see cref="Save"/>.</param>
    /// <exception cref="SpecException">The checkpoint belongs to other data, another net or other arithmetic, or contradicts itself.</exception>
    public void Restore(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (checkpoint.Dataset.IsSameAs(dataset) != true)
        {
            throw new SpecException(
                $"The checkpoint was trained on other data ({OneLine.Of(checkpoint.Dataset.Name)}, hash {DatasetReference.Abbreviated(checkpoint.Dataset.Hash ?? "")}; here {dataset.Name}, hash {DatasetReference.Abbreviated(dataset.Hash)}); use the same data set.");
        }

        if (checkpoint.Arithmetic != device.Arithmetic)
        {
            throw new SpecException(
                $"The checkpoint was trained with the arithmetic of {Words(checkpoint.Arithmetic)}, this device has that of {Words(device.Arithmetic)}, whose bits are others; go on on the same kind of device.");
        }

        var steps = ((long)checkpoint.Epochs.Count * StepsPerEpoch) + checkpoint.StepInEpoch;
        if (checkpoint.StepInEpoch < 0 || checkpoint.StepInEpoch > StepsPerEpoch
            || checkpoint.StepResults.Length != 2 * checkpoint.StepInEpoch
            || checkpoint.OptimizerSteps != steps
            || checkpoint.BestEpoch < 0 || checkpoint.BestEpoch > checkpoint.Epochs.Count)
        {
            throw new SpecException(
                $"The checkpoint contradicts itself or its spec: {checkpoint.Epochs.Count} epochs and {checkpoint.StepInEpoch} of {StepsPerEpoch} steps, but {checkpoint.OptimizerSteps} steps of the optimizer, {checkpoint.StepResults.Length / 2} results and best epoch {checkpoint.BestEpoch}; use another checkpoint.");
        }

        Network.LoadState(checkpoint.State);
        optimizer.Restore(checkpoint.OptimizerSteps, checkpoint.OptimizerScalars, checkpoint.OptimizerStates);
        epochs.Clear();
        epochs.AddRange(checkpoint.Epochs);
        stepInEpoch = checkpoint.StepInEpoch;
        stepResults.Restore(checkpoint.StepResults);
        trainSeconds = checkpoint.TrainSeconds;
        validSeconds = checkpoint.ValidSeconds;
        best.Restore(checkpoint.BestEpoch, checkpoint.BestState, epochs);
    }

    /// <summary>Gives all memory back.</summary>
    public void Dispose()
    {
        stepResults.Dispose();
        evaluationResults.Dispose();
        train.Dispose();
        valid?.Dispose();
        trainInEvaluation?.Dispose();
        data.Dispose();
        optimizer.Dispose();
        Network.Dispose();
    }

    /// <summary>One training step on batch number <see cref="stepInEpoch"/>. Allocates nothing.</summary>
    internal void Step()
    {
        var batch = train.Loader[stepInEpoch];
        var pass = new Pass(batch.Rows, Training: true, Spec.Seed, optimizer.Steps);
        train.GatherInputs(batch, Network.Input(batch.Rows));
        var targets = train.GatherTargets(batch);
        var logits = Network.Forward(pass);
        loss.Evaluate(
            device, logits, targets, batch.Rows, Network.OutFeatures, Network.OutputGradient(batch.Rows), stepResults.Of(stepInEpoch));
        Network.Backward(pass);
        if (Spec.ClipNorm is { } limit)
        {
            device.Run(new ClipNorm(Network.ParameterGradients, limit));
        }

        var clock = new ScheduleClock(optimizer.Steps, StepsPerEpoch, Spec.Epochs);
        var settings = optimizer.Begin(Spec.Schedule.LearningRate(Spec.Optimizer.LearningRate, clock), Spec.Schedule.Momentum(clock));
        for (var i = 0; i < Network.Parameters.Count; i++)
        {
            var parameter = Network.Parameters[i];
            optimizer.Update(
                Network.ParameterValues, Network.ParameterGradients, parameter.Offset, parameter.Length, parameter.IsWeight, settings,
                spendsGradients: true);
        }

        device.EndBatch();
        stepInEpoch++;
    }

    /// <summary>Puts the training rows into the order of the current epoch.</summary>
    internal void Shuffle() => train.Loader.Shuffle(Spec.Seed, epochs.Count);

    private void TrainEpoch(IProgress<TrainProgress>? progress, CancellationToken cancellationToken)
    {
        Shuffle();
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

                if (Spec.ValidateEveryStep && stepInEpoch < StepsPerEpoch)
                {
                    Validate();
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
        var (losses, accuracies) = ReadSteps();
        var evaluation = Validate();
        var started = time.GetTimestamp();
        RequireSound(evaluation, losses, accuracies);
        var measured = trainInEvaluation is null
            ? null
            : Evaluator.Run(Network, loss.InEvaluation, trainInEvaluation, evaluationResults, training: default, wantGuesses: false);
        var decay = Spec.Optimizer.WeightDecay;
        var penalty = decay == 0 ? 0 : L2Penalty.Of(Network, decay, Spec.Optimizer.WeightDecayScope == WeightDecayScope.Weights);
        validSeconds += time.GetElapsedTime(started).TotalSeconds;
        var clock = new ScheduleClock(optimizer.Steps - 1, StepsPerEpoch, Spec.Epochs);
        return new EpochResult
        {
            Epoch = epochs.Count + 1,
            Loss = losses.Average(value => (double)value),
            TrainAccuracy = accuracies.Average(value => (double)value),
            ValidAccuracy = evaluation is null ? null : Spec.AverageByBatches ? evaluation.BatchMeanAccuracy : evaluation.Accuracy,
            ValidLoss = evaluation?.Loss,
            Penalty = penalty,
            TrainAccuracyInEvaluation = measured?.Accuracy,
            LearningRate = Spec.Schedule.LearningRate(Spec.Optimizer.LearningRate, clock),
            StepLosses = losses,
            StepAccuracies = accuracies,
            ValidAccuracies = evaluation?.BatchAccuracies ?? [],
        };
    }

    private Evaluation? Validate()
    {
        if (valid is null)
        {
            return null;
        }

        // In training mode dropout needs keys, one a batch: negative ones, which no training step uses.
        var started = time.GetTimestamp();
        var pass = Spec.ValidateInTrainingMode ? new Pass(0, Training: true, Spec.Seed, long.MinValue + (optimizer.Steps * ValidBatches)) : default;
        var evaluation = Evaluator.Run(Network, loss.InEvaluation, valid, evaluationResults, pass, wantGuesses: false);
        validSeconds += time.GetElapsedTime(started).TotalSeconds;
        return evaluation;
    }

    private void Report(IProgress<TrainProgress>? progress, double seconds)
    {
        var (losses, accuracies) = ReadSteps();
        progress?.Report(new TrainProgress(
            epochs.Count + 1, Spec.Epochs, stepInEpoch, StepsPerEpoch, losses.Average(), accuracies.Average(), seconds, null));
    }

    private (float[] Losses, float[] Accuracies) ReadSteps()
    {
        var (losses, accuracies) = stepResults.Read(stepInEpoch);
        var steps = Array.FindIndex(losses, loss => !float.IsFinite(loss)) + 1;
        return steps == 0
            ? (losses, accuracies)
            : throw Diverged(FormattableString.Invariant($"the loss of step {StepNumber(steps)} (epoch {epochs.Count + 1}) is {losses[steps - 1]}"), losses[..steps], accuracies[..steps]);
    }

    private long StepNumber(int stepOfEpoch) => ((long)epochs.Count * StepsPerEpoch) + stepOfEpoch;

    private RunFailedException Diverged(string what, float[] losses, float[] accuracies)
    {
        var step = StepNumber(losses.Length);
        var rate = Spec.Schedule.LearningRate(Spec.Optimizer.LearningRate, new ScheduleClock(step - 1, StepsPerEpoch, Spec.Epochs));
        return Divergence.At(step, what, Spec, rate, epochs, losses, accuracies);
    }

    private static string Words(string arithmetic) => arithmetic.Length == 0 ? "the CPU" : $"\"{OneLine.Of(arithmetic)}\"";

    private Scaler ValidScaler() => Spec.ScalerFit == ScalerFit.Train
        ? Scaler
        : Scaler.Fit(dataset.Train, Split.Valid, $"{dataset.Name}, validation split");

    /// <summary>The last step's update comes after its loss: a training that breaks there must not pass for a good one.</summary>
    private void RequireSound(Evaluation? evaluation, float[] losses, float[] accuracies)
    {
        var what = !double.IsFinite(device.SumOfSquares(Network.ParameterValues)) ? "its weights are not finite numbers"
            : evaluation is { Loss: double.NaN or double.PositiveInfinity } ? FormattableString.Invariant($"its validation loss is {evaluation.Loss}")
            : null;
        if (what is not null)
        {
            throw Diverged(FormattableString.Invariant($"after step {optimizer.Steps} (epoch {epochs.Count + 1}) {what}"), losses, accuracies);
        }
    }

    private static void RequireTwoRows(BatchLoader batches, string part)
    {
        var last = batches[batches.Count - 1].Rows;
        if (last < 2)
        {
            throw new SpecException(
                $"BatchNorm1d in training mode needs at least 2 rows a batch, but the last of {batches.Count} {part} batches has {last}; change the batch size or leave it out.");
        }
    }
}
