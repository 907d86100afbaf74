using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>
/// Claim C4: the outputs of BatchNorm have mean 0 and standard deviation 1. Unit by unit over a batch of training images, right behind one
/// BatchNorm of a net: in training mode before and after training, and in evaluation mode after it.
/// </summary>
/// <param name="Seed">Seed of the training.</param>
/// <param name="Layer">Which BatchNorm of the net, from 1.</param>
/// <param name="Before">In training mode with initial weights.</param>
/// <param name="After">In training mode after training.</param>
/// <param name="Evaluation">In evaluation mode after training.</param>
public sealed record NormalizationCheck(ulong Seed, int Layer, UnitMoments Before, UnitMoments After, UnitMoments Evaluation)
{
    /// <summary>Most images of the batch: as many as a batch of the training has.</summary>
    private const int Rows = 128;

    /// <summary>Trains a net and measures at each of its BatchNorms.</summary>
    /// <param name="trainer">The training, not begun; its net has layers with names.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="RunFailedException">The training diverged.</exception>
    public static IReadOnlyList<NormalizationCheck> Run(Trainer trainer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        var before = trainer.Network.State();
        trainer.Run(cancellationToken: cancellationToken);
        var after = trainer.Network.State();
        var layers = trainer.Resolved.Layers;
        int[] ends = [.. Enumerable.Range(0, layers.Count).Where(i => layers[i] is BatchNorm1d).Select(i => i + 1)];

        // On a device of its own: nets that train side by side must not do things of their own in between.
        using var device = new CpuDevice(threads: 1);
        return
        [
            .. ends.Select((end, i) => new NormalizationCheck(
                trainer.Spec.Seed,
                i + 1,
                Measure(trainer, end, before, device, true),
                Measure(trainer, end, after, device, true),
                Measure(trainer, end, after, device, false))),
        ];
    }

    private static UnitMoments Measure(Trainer trainer, int end, IReadOnlyList<NamedTensor> state, Device device, bool isTraining)
    {
        var batch = trainer.Split.Train.AsSpan(0, Math.Min(Rows, trainer.Split.Train.Length));
        var rows = batch.Length;
        using var network = NetParts.Build([.. trainer.Resolved.Layers.Take(end)], trainer.Dataset.Features, device, rows, state);
        network.Input(rows).Write(NetParts.Inputs(trainer, batch).AsSpan());
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
