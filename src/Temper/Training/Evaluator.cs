using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Losses;

namespace Temper.Training;

/// <summary>Runs a net over images without training it.</summary>
public static class Evaluator
{
    private static readonly CrossEntropy Classification = new();

    /// <summary>Evaluates a net on a whole image set, in evaluation mode.</summary>
    /// <param name="network">The net; its batch size is used.</param>
    /// <param name="images">The images.</param>
    /// <param name="scaler">How bytes become floats.</param>
    /// <exception cref="DataException">The images do not fit the net.</exception>
    public static Evaluation Evaluate(Network network, ImageSet images, Scaler scaler)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(scaler);
        if (images.Count == 0)
        {
            throw new DataException("There are no images to evaluate the net on, expected at least one; use data that have some.");
        }

        if (images.Features != network.InFeatures)
        {
            throw new DataException(
                $"The net takes {network.InFeatures} features, the images have {images.Features} ({images.Height} x {images.Width}); use data of the net's image size.");
        }

        var rows = new int[images.Count];
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i] = i;
        }

        using var data = new DeviceData(network.Device, images, network.OutFeatures);
        using var onDevice = new DeviceRows(data, rows, scaler, network.Rows, dropLast: false);
        using var result = network.Device.Allocate(2 * onDevice.Loader.Count);
        return Run(network, Classification, onDevice, result, training: default, wantGuesses: true);
    }

    /// <summary>One pass over all batches.</summary>
    /// <param name="network">The net.</param>
    /// <param name="loss">By which it is measured.</param>
    /// <param name="images">The images.</param>
    /// <param name="results">[batches, 2]: room for each batch's loss and correct guesses.</param>
    /// <param name="training">A pass in training mode to imitate (its Rows do not matter), or default for evaluation.</param>
    /// <param name="wantGuesses">Whether the guessed classes are read back.</param>
    internal static Evaluation Run(
        Network network, Loss loss, DeviceRows images, DeviceBuffer results, Pass training, bool wantGuesses)
    {
        var loader = images.Loader;
        var device = network.Device;
        using var logits = wantGuesses ? device.Allocate(checked(images.Rows * network.OutFeatures)) : null;
        for (var i = 0; i < loader.Count; i++)
        {
            var batch = loader[i];
            images.GatherInputs(batch, network.Input(batch.Rows));
            var output = network.Forward(training with { Rows = batch.Rows, Step = training.Step + i });
            loss.Evaluate(
                device, output, images.GatherTargets(batch), batch.Rows, network.OutFeatures, gradient: default, results.All.Slice(2 * i, 2));
            if (logits is not null)
            {
                device.Run(new Copy(output, logits.All.Slice(batch.Start * network.OutFeatures, batch.Rows * network.OutFeatures)));
            }

            device.EndBatch();
        }

        return Summarize(images, results, logits is null ? [] : Guesses(logits.All.ToSingles(), network.OutFeatures));
    }

    private static int[] Guesses(ReadOnlySpan<float> logits, int classes)
    {
        var guesses = new int[logits.Length / classes];
        for (var r = 0; r < guesses.Length; r++)
        {
            guesses[r] = Argmax.Of(logits.Slice(r * classes, classes));
        }

        return guesses;
    }

    private static Evaluation Summarize(DeviceRows images, DeviceBuffer results, int[] guesses)
    {
        var numbers = results.All.Slice(0, 2 * images.Loader.Count).ToDoubles();
        var accuracies = new float[images.Loader.Count];
        var correct = 0;
        var loss = 0.0;
        for (var i = 0; i < accuracies.Length; i++)
        {
            var rows = images.Loader[i].Rows;
            loss += numbers[2 * i] * rows;
            correct += (int)numbers[(2 * i) + 1];
            accuracies[i] = (float)(100 * numbers[(2 * i) + 1] / rows);
        }

        return new Evaluation(images.Rows, correct, loss / images.Rows, accuracies, guesses);
    }
}
