using Temper.Data;
using Temper.Devices;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>
/// How much memory a training takes, known from the descriptions of its layers and its optimizer before anything is allocated. The inputs are
/// not counted; trainings can share them.
/// </summary>
public sealed record TrainerMemory
{
    private const string WayOut = "make the net or the batch smaller, or use an optimizer with fewer states";

    private TrainerMemory()
    {
    }

    /// <summary>
    /// The most numbers that the training and its test keep on a device at the same time: parameters, gradients, states of the optimizer,
    /// activations, row numbers, results.
    /// </summary>
    public required long Numbers { get; init; }

    /// <summary>Numbers that the device keeps for itself beside them.</summary>
    public required long Scratch { get; init; }

    /// <summary>Outputs of the net.</summary>
    public required int Outputs { get; init; }

    /// <summary>Parameters of the net.</summary>
    public required long Parameters { get; init; }

    /// <summary>The optimizer, as it is written in specs.</summary>
    public required string Optimizer { get; init; }

    /// <summary>Numbers that the optimizer keeps for each parameter.</summary>
    public required int States { get; init; }

    /// <summary>Bytes of everything on the device.</summary>
    public required long DeviceBytes { get; init; }

    /// <summary>
    /// Bytes of the host that the training cannot do without: a layer's initial weights, later early stopping's copies of the best epoch and
    /// the last.
    /// </summary>
    public required long HostBytes { get; init; }

    /// <summary>Bytes of the host beside <see cref="HostBytes"/> for a copy of all weights, from which models are made.</summary>
    public required long ModelBytes { get; init; }

    /// <summary>Sets of weights that regularizers keep beside the trained ones, such as averages.</summary>
    public required int Averages { get; init; }

    /// <summary>Bytes of the host beside <see cref="HostBytes"/> for a checkpoint: the weights, the optimizer's states, averages.</summary>
    public long CheckpointBytes => ModelBytes * (1 + States + Averages);

    /// <summary>Bytes of a training of which a model is made.</summary>
    public long ModelTrainingBytes => DeviceBytes + HostBytes + ModelBytes;

    /// <summary>The need of a training.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="dataset">Its data.</param>
    /// <param name="device">Where; null for one of 4 bytes a number that keeps nothing for itself.</param>
    /// <exception cref="SpecException">The spec cannot be carried out, or not on this data.</exception>
    public static TrainerMemory Of(TrainSpec spec, Dataset dataset, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(dataset);
        var need = Of(spec, DataSizes.Of(dataset, spec.SplitOf(dataset)), device);
        RequireOutputs(need.Outputs, dataset);
        return need;
    }

    /// <summary>The least that a training needs on any data, for what can be said before they are read.</summary>
    /// <param name="spec">The training.</param>
    /// <exception cref="SpecException">The spec cannot be carried out.</exception>
    public static TrainerMemory LeastOf(TrainSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return Of(spec, new DataSizes(Shape.Row(Network.LeastFeatures(spec.Layers)), Train: 1, Valid: 0, Test: 0), device: null);
    }

    /// <summary>
    /// The most numbers that a training and its test keep on a device at the same time: parameters, gradients, states of the optimizer,
    /// activations, row numbers, results. Inputs are not counted; trainings on the same device can share them.
    /// </summary>
    /// <param name="spec">The training.</param>
    /// <param name="dataset">Its data.</param>
    /// <exception cref="SpecException">The spec cannot be carried out, or not on this data.</exception>
    public static long NumbersOf(TrainSpec spec, Dataset dataset) => Of(spec, dataset).Numbers;

    /// <summary>Refuses a training for which there is not enough memory.</summary>
    /// <param name="memory">What there is; null where that is not known.</param>
    /// <param name="more">Bytes beside those that the training cannot do without; default 0.</param>
    /// <exception cref="NotEnoughMemoryException">There is less than it needs.</exception>
    public void Require(HostMemory? memory, long more = 0) => memory?.Require(DeviceBytes + HostBytes + more, What, WayOut, onHeap: HostBytes + more);

    /// <summary>What needs the memory, for the beginning of a sentence.</summary>
    public string What => FormattableString.Invariant(
        $"This training ({Parameters:N0} parameters, their gradients and {States} state{(States == 1 ? "" : "s")} of {Optimizer})");

    /// <summary>Refuses a net that does not have an output for each class.</summary>
    /// <exception cref="SpecException">It has more or fewer.</exception>
    internal static void RequireOutputs(int outputs, Dataset dataset)
    {
        if (outputs != dataset.Outputs)
        {
            var has = dataset.Task is Classification ? $"{dataset.Outputs} classes" : "one value to be predicted";
            throw new SpecException($"{dataset.Name} has {has}, the net's last layer gives {outputs}; make it Linear({dataset.Outputs}).");
        }
    }

    /// <summary>The need with so many rows of each part.</summary>
    internal static TrainerMemory Of(TrainSpec spec, in DataSizes sizes, Device? device)
    {
        var (shape, trainRows, validRows, testRows, _, _) = sizes;
        var data = sizes;
        spec.Validate();
        spec = spec.Resolved();
        using var counting = new CountingDevice();
        var rows = Math.Min(spec.BatchSize, Math.Max(trainRows, validRows));
        using var network = new Network(spec.Layers, shape, counting, rows);
        using var regularizers = new ActiveRegularizers(
            spec.Regularizers, new RegularizerContext(network, spec.Seed, spec.Epochs, network.OutFeatures, EstimateStatistics: _ => { }));
        var states = (long)spec.Optimizer.StateCount * network.ParameterValues.Length;

        // What Trainer makes, and what Evaluator adds for the test.
        var measured = spec.MeasureTrainAccuracy ? Math.Min(trainRows, spec.MeasureTrainRows ?? int.MaxValue) : 0;
        var steps = spec.DropLast ? trainRows / spec.BatchSize : Batches(trainRows);
        var ofData = DeviceData.Numbers(trainRows + (long)validRows)
            + (regularizers.ChangeLabels ? trainRows + (long)validRows : 0)
            + RowsOf(trainRows)
            + (validRows == 0 ? 0 : RowsOf(validRows))
            + (spec.MeasureTrainAccuracy ? RowsOf(measured) : 0);
        var results = 2 * (steps + Math.Max(Batches(validRows), Batches(measured)));
        var testBatches = (testRows + (long)rows - 1) / rows;
        var test = testRows == 0 ? 0 : DeviceData.Numbers(testRows) + RowsOf(testRows) + (2 * testBatches) + ((long)testRows * network.OutFeatures);

        var numbers = counting.Most + states + ofData + results + test;
        var scratch = device?.ScratchNumbers(network.LinearShapes) ?? 0;
        var stateBytes = sizeof(float)
            * (network.Parameters.Sum(parameter => (long)parameter.Length) + network.Statistics.Sum(statistic => (long)statistic.Length));
        return new TrainerMemory
        {
            Numbers = numbers,
            Scratch = scratch,
            Outputs = network.OutFeatures,
            Parameters = network.Parameters.Sum(parameter => (long)parameter.Length),
            Optimizer = spec.Optimizer.GetType().Name,
            States = spec.Optimizer.StateCount,
            Averages = spec.Regularizers.Count(regularizer => regularizer.HasWeightsForEvaluation),
            DeviceBytes = (numbers + scratch) * (device?.NumberBytes ?? sizeof(float)),
            HostBytes = Math.Max(
                sizeof(float) * network.Parameters.Aggregate(0L, (most, parameter) => Math.Max(most, parameter.Length)),
                spec.Find<EarlyStopping>() is { RestoreBest: true } ? 2 * stateBytes : 0),
            ModelBytes = stateBytes,
        };

        long RowsOf(int count) => data.RowNumbers(count, spec.BatchSize, network.OutFeatures);

        long Batches(int count) => (count + (long)spec.BatchSize - 1) / spec.BatchSize;
    }
}
