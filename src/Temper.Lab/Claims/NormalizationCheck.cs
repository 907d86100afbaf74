using Temper.Data;
using Temper.Devices;
using Temper.Lab.Experiments;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Claims;

/// <summary>
/// Claim C4: the outputs of BatchNorm have mean 0 and standard deviation 1. Over a batch of training images, unit by unit, at the first
/// BatchNorm of the chapter's net: in training mode before and after training, and in evaluation mode after it.
/// </summary>
/// <param name="Before">In training mode with initial weights.</param>
/// <param name="After">In training mode after training.</param>
/// <param name="Evaluation">In evaluation mode after training.</param>
public sealed record NormalizationCheck(UnitMoments Before, UnitMoments After, UnitMoments Evaluation)
{
    private const int Rows = 128;

    /// <summary>Trains the chapter's batchnorm net and measures.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="spec">The training; its net must have a BatchNorm1d.</param>
    /// <param name="device">Where.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static NormalizationCheck Run(Dataset dataset, TrainSpec spec, Device device, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(device);
        using var trainer = new Trainer(spec, dataset, device);
        var rows = Math.Min(Rows, dataset.Train.Count);
        var head = spec.Layers.TakeWhile(layer => layer is not BatchNorm1d).ToList();
        head.Add(spec.Layers.First(layer => layer is BatchNorm1d));
        using var network = new Network(head, dataset.Features, device, rows);
        var before = Measure(network, trainer, dataset, rows, isTraining: true);
        trainer.Run(cancellationToken: cancellationToken);
        return new NormalizationCheck(before, Measure(network, trainer, dataset, rows, isTraining: true), Measure(network, trainer, dataset, rows, isTraining: false));
    }

    private static UnitMoments Measure(Network network, Trainer trainer, Dataset dataset, int rows, bool isTraining)
    {
        var wanted = network.State().Select(tensor => tensor.Name).ToHashSet();
        network.LoadState([.. trainer.Network.State().Where(tensor => wanted.Contains(tensor.Name))]);
        var table = trainer.Scaler.Table;
        var input = new float[rows * dataset.Features];
        for (var i = 0; i < input.Length; i++)
        {
            input[i] = table[dataset.Train.Pixels[i]];
        }

        network.Input(rows).Write(input.AsSpan());
        var output = network.Forward(new Pass(rows, isTraining)).ToDoubles();
        var units = network.OutFeatures;
        var (largestMean, smallest, largest) = (0.0, double.PositiveInfinity, 0.0);
        for (var unit = 0; unit < units; unit++)
        {
            var values = Enumerable.Range(0, rows).Select(row => output[(row * units) + unit]).ToList();
            var mean = values.Average();
            var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
            largestMean = Math.Max(largestMean, Math.Abs(mean));
            smallest = Math.Min(smallest, deviation);
            largest = Math.Max(largest, deviation);
        }

        return new UnitMoments(largestMean, smallest, largest);
    }
}
