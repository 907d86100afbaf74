using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>
/// Whether a net depends on single units: each unit of each hidden layer is switched off (its output is 0), one at a time, and validation
/// images are guessed again. In evaluation mode; the test set is not touched. Figures are in percent and percentage points of accuracy.
/// </summary>
/// <param name="Arm">The net.</param>
/// <param name="Seed">Seed of its training.</param>
/// <param name="Images">Validation images.</param>
/// <param name="Units">Hidden units of all layers.</param>
/// <param name="Silent">Those that are 0 on every image, so that nothing depends on them.</param>
/// <param name="Accuracy">Accuracy of the whole net on these images.</param>
/// <param name="MeanFall">How much lower it is without one unit, mean over all units.</param>
/// <param name="LargestFall">The same for the unit that is missed most.</param>
public sealed record UnitCheck(string Arm, ulong Seed, int Images, int Units, int Silent, double Accuracy, double MeanFall, double LargestFall)
{
    /// <summary>Most images: a second of work for a net of the chapter.</summary>
    private const int MostImages = 2000;

    /// <summary>Trains a net and measures.</summary>
    /// <param name="arm">Its name.</param>
    /// <param name="trainer">
    /// The training, not begun, with validation images; its hidden layers end with ReLU, and those with parameters have names.
    /// </param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <exception cref="RunFailedException">The training diverged.</exception>
    public static UnitCheck Run(string arm, Trainer trainer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(trainer);
        trainer.Run(cancellationToken: cancellationToken);
        var state = trainer.Network.State();
        int[] rows = [.. trainer.Split.Valid.Take(MostImages)];
        int[] labels = [.. rows.Select(row => trainer.Dataset.Train.Labels[row])];

        // Dropout does nothing in evaluation mode, and has no numbers that would be missed.
        LayerSpec[] layers = [.. trainer.Resolved.Layers.Where(layer => layer is not Dropout)];
        using var device = new CpuDevice(threads: 1);
        var (values, features, start, silent) = (NetParts.Inputs(trainer, rows), trainer.Dataset.Features, 0, 0);
        var (whole, falls) = (0, new List<int>());
        for (var end = 1; end < layers.Length; end++)
        {
            if (layers[end - 1] is not ReLU)
            {
                continue;
            }

            using (var head = NetParts.Build(layers[start..end], features, device, rows.Length, state))
            {
                head.Input(rows.Length).Write(values.AsSpan());
                (values, features, start) = (head.Forward(new Pass(rows.Length, Training: false)).ToSingles(), head.OutFeatures, end);
            }

            using var tail = NetParts.Build(layers[end..], features, device, rows.Length, state);
            whole = Right(tail, values, labels);
            for (var unit = 0; unit < features; unit++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (without, isSilent) = Without(values, unit, features);
                silent += isSilent ? 1 : 0;
                falls.Add(isSilent ? 0 : whole - Right(tail, without, labels));
            }
        }

        var percent = 100.0 / Math.Max(1, rows.Length);
        return new UnitCheck(
            arm, trainer.Spec.Seed, rows.Length, falls.Count, silent, whole * percent, falls.DefaultIfEmpty().Average() * percent,
            falls.DefaultIfEmpty().Max() * percent);
    }

    private static (float[] Values, bool WasSilent) Without(float[] values, int unit, int units)
    {
        var without = (float[])values.Clone();
        var wasSilent = true;
        for (var i = unit; i < without.Length; i += units)
        {
            wasSilent &= without[i] == 0;
            without[i] = 0;
        }

        return (without, wasSilent);
    }

    private static int Right(Network network, float[] inputs, int[] labels)
    {
        network.Input(labels.Length).Write(inputs.AsSpan());
        var logits = network.Forward(new Pass(labels.Length, Training: false)).ToSingles();
        var classes = network.OutFeatures;
        var right = 0;
        for (var row = 0; row < labels.Length; row++)
        {
            var scores = logits.AsSpan(row * classes, classes);
            var best = 0;
            for (var label = 1; label < classes; label++)
            {
                best = scores[label] > scores[best] ? label : best;
            }

            right += best == labels[row] ? 1 : 0;
        }

        return right;
    }
}
