using System.Globalization;
using Temper.Data;
using Temper.Devices;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>A data set as one training uses it: split, scaled, and on the device once its net is known.</summary>
internal sealed class TrainingData : IDisposable
{
    private readonly TrainSpec spec;
    private readonly Dataset dataset;
    private readonly Scaling scaling;
    private DeviceData? data;
    private DeviceRows? train;

    /// <summary>Splits and scales.</summary>
    /// <exception cref="SpecException">The spec cannot be carried out on this data.</exception>
    /// <exception cref="DataException">The data cannot be scaled, have rows of one class only, or labels that have no class.</exception>
    public TrainingData(TrainSpec spec, Dataset dataset)
    {
        this.spec = spec;
        this.dataset = dataset;
        var noun = dataset.Train.Inputs.Noun;
        Split = spec.SplitOf(dataset);
        var counts = ClassCounts.Of(dataset, Split);
        counts.RequireTrainable(dataset);
        Notes = DataNotes.Of(dataset, counts);
        if (spec.Find<Regularizers.EarlyStopping>() is not null && Split.Valid.Length == 0)
        {
            throw new SpecException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Early stopping needs {noun}s to validate on, but {spec.ValidFraction} of {dataset.Train.Count} {noun}s are none; "
                    + $"make the validation fraction larger."));
        }

        scaling = spec.Scaling ?? Scaling.DefaultOf(dataset.Train.Inputs);
        Scaler = scaling.Fit(dataset.Train.Inputs, Split.Train, $"{dataset.Name}, training split");
        TargetScaler = dataset.Task is Regression ? new Standard().FitValues(dataset.Train.Values, Split.Train, dataset.Name) : null;
        if (spec.DropLast && spec.BatchSize > Split.Train.Length)
        {
            throw new SpecException(
                $"A batch of {spec.BatchSize} is larger than the training split ({Split.Train.Length} {noun}s), and short batches are dropped; "
                + "make the batch smaller.");
        }
    }

    public Split Split { get; }

    public IReadOnlyList<DataNote> Notes { get; }

    /// <summary>The training split's scaling.</summary>
    public Scaler Scaler { get; }

    /// <summary>The training split's scaling of the values to be predicted; null for classes.</summary>
    public Scaler? TargetScaler { get; }

    /// <summary>The scaling of the test inputs: the training split's, or their own.</summary>
    public Scaler TestScaler =>
        spec.ScalerFit == ScalerFit.Train ? Scaler : scaling.Fit(dataset.Test.Inputs, default, $"{dataset.Name}, test set");

    /// <summary>Most rows of a batch.</summary>
    public int Rows => Math.Min(spec.BatchSize, Math.Max(Split.Train.Length, Split.Valid.Length));

    /// <summary>What is trained on.</summary>
    public DeviceRows Train => train!;

    /// <summary>What validates; null for nothing.</summary>
    public DeviceRows? Valid { get; private set; }

    /// <summary>Rows of the training split that are measured in evaluation mode; null for none.</summary>
    public DeviceRows? Measured { get; private set; }

    /// <summary>Puts everything on a device.</summary>
    /// <param name="device">Where.</param>
    /// <param name="hasBatchNorm">Whether a batch in training mode needs two rows.</param>
    /// <param name="changesLabels">Whether training has labels of its own in each epoch.</param>
    /// <exception cref="SpecException">A batch has one row only.</exception>
    public void Upload(Device device, bool hasBatchNorm, bool changesLabels)
    {
        data = new DeviceData(device, dataset.Train, dataset.Task);
        train = new DeviceRows(data, Split.Train, new DataScalers(Scaler, TargetScaler), spec.BatchSize, spec.DropLast, changesLabels);
        if (hasBatchNorm)
        {
            RequireTwoRows(train.Loader, "training");
        }

        if (Split.Valid.Length > 0)
        {
            Valid = new DeviceRows(data, Split.Valid, new DataScalers(ValidScaler(), TargetScaler), spec.BatchSize, dropLast: false);
            if (spec.ValidateInTrainingMode && hasBatchNorm)
            {
                RequireTwoRows(Valid.Loader, "validation");
            }
        }

        if (spec.MeasureTrainAccuracy)
        {
            int[] rows = [.. Split.Train.Take(spec.MeasureTrainRows ?? int.MaxValue)];
            Measured = new DeviceRows(data, rows, new DataScalers(Scaler, TargetScaler), spec.BatchSize, dropLast: false);
        }
    }

    public void Dispose()
    {
        train?.Dispose();
        Valid?.Dispose();
        Measured?.Dispose();
        data?.Dispose();
    }

    private Scaler ValidScaler() => spec.ScalerFit == ScalerFit.Train
        ? Scaler
        : scaling.Fit(dataset.Train.Inputs, Split.Valid, $"{dataset.Name}, validation split");

    private static void RequireTwoRows(BatchLoader batches, string part)
    {
        var last = batches[batches.Count - 1].Rows;
        if (last < 2)
        {
            throw new SpecException(
                $"BatchNorm1d in training mode needs at least 2 rows a batch, but the last of {batches.Count} {part} batches has {last}; "
                + "change the batch size or leave it out.");
        }
    }
}
