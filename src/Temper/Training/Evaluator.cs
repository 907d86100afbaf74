using Temper.Data;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;
using Temper.Losses;
using Temper.Tasks;

namespace Temper.Training;

/// <summary>Runs a net over rows without training it.</summary>
public static class Evaluator
{
    /// <summary>Evaluates a net on a whole set, in evaluation mode.</summary>
    /// <param name="network">The net; its batch size is used.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="task">What the net has learned.</param>
    /// <param name="scaler">How inputs become floats.</param>
    /// <param name="targetScaler">How values to be predicted became targets; null for classes.</param>
    /// <exception cref="DataException">The rows do not fit the net.</exception>
    public static Evaluation Evaluate(Network network, RowSet rows, LearningTask task, Scaler scaler, Scaler? targetScaler = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(scaler);
        if (rows.Count == 0)
        {
            throw new DataException($"There are no {rows.Inputs.Noun}s to evaluate the net on, expected at least one; use data that have some.");
        }

        if (rows.Features != network.InFeatures)
        {
            throw new DataException(
                $"The net takes {network.InFeatures} features, the {rows.Inputs.Noun}s have {rows.Features} ({rows.Shape}); "
                + "use data of the net's shape.");
        }

        var all = new int[rows.Count];
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = i;
        }

        using var data = new DeviceData(network.Device, rows, task);
        using var onDevice = new DeviceRows(data, all, new DataScalers(scaler, targetScaler), network.Rows, dropLast: false);
        using var result = network.Device.Allocate(2 * onDevice.Loader.Count);
        var (evaluation, outputs) = Run(network, task, task.Loss, onDevice, result, training: default, wantOutputs: true);
        return task is Regression
            ? OfValues(evaluation, outputs, rows, targetScaler!)
            : OfGuesses(evaluation, outputs, rows, network.OutFeatures);
    }

    /// <summary>One pass over all batches.</summary>
    /// <param name="network">The net.</param>
    /// <param name="task">What it learns.</param>
    /// <param name="loss">By which it is measured.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="results">[batches, 2]: room for each batch's loss and what its score is made of.</param>
    /// <param name="training">A pass in training mode to imitate (its Rows do not matter), or default for evaluation.</param>
    /// <param name="wantOutputs">Whether the net's outputs are read back: [rows, outputs], else empty.</param>
    internal static (Evaluation Evaluation, float[] Outputs) Run(
        Network network, LearningTask task, Loss loss, DeviceRows rows, DeviceBuffer results, Pass training, bool wantOutputs)
    {
        var loader = rows.Loader;
        var device = network.Device;
        var width = network.OutFeatures;
        using var all = wantOutputs ? device.Allocate(checked(rows.Rows * width)) : null;
        for (var i = 0; i < loader.Count; i++)
        {
            var batch = loader[i];
            rows.GatherInputs(batch, network.Input(batch.Rows));
            var output = network.Forward(training with { Rows = batch.Rows, Step = training.Step + i });
            loss.Evaluate(device, output, rows.GatherTargets(batch), batch.Rows, width, gradient: default, results.All.Slice(2 * i, 2));
            if (all is not null)
            {
                device.Run(new Copy(output, all.All.Slice(batch.Start * width, batch.Rows * width)));
            }

            device.EndBatch();
        }

        return (Summarize(task, rows, results), all is null ? [] : all.All.ToSingles());
    }

    private static Evaluation Summarize(LearningTask task, DeviceRows rows, DeviceBuffer results)
    {
        var numbers = results.All.Slice(0, 2 * rows.Loader.Count).ToDoubles();
        var scores = new float[rows.Loader.Count];
        var counted = 0.0;
        var loss = 0.0;
        for (var i = 0; i < scores.Length; i++)
        {
            var count = rows.Loader[i].Rows;
            loss += numbers[2 * i] * count;
            counted += numbers[(2 * i) + 1];
            scores[i] = (float)rows.ScoreOf(numbers[(2 * i) + 1], count);
        }

        return new Evaluation(task, rows.Rows, loss / rows.Rows, rows.ScoreOf(counted, rows.Rows), scores)
        {
            Correct = task is Classification ? (int)counted : 0,
        };
    }

    private static Evaluation OfGuesses(Evaluation evaluation, float[] logits, RowSet rows, int classes)
    {
        var guesses = new int[rows.Count];
        var right = new long[classes];
        var present = new long[classes];
        for (var r = 0; r < guesses.Length; r++)
        {
            guesses[r] = Argmax.Of(logits.AsSpan(r * classes, classes));
            present[rows.Labels[r]]++;
            right[rows.Labels[r]] += guesses[r] == rows.Labels[r] ? 1 : 0;
        }

        // Classes that do not occur have no share that could be right.
        var balanced = Enumerable.Range(0, classes).Where(c => present[c] > 0).Average(c => 100.0 * right[c] / present[c]);
        return evaluation with { Guesses = guesses, Scores = [evaluation.Score, balanced] };
    }

    private static Evaluation OfValues(Evaluation evaluation, float[] outputs, RowSet rows, Scaler targetScaler)
    {
        var values = Array.ConvertAll(outputs, output => targetScaler.Unscale(output));
        var mean = rows.Values.Average(value => (double)value);
        var total = rows.Values.Sum(value => (value - mean) * (value - mean));
        var r2 = 1 - (evaluation.Score * evaluation.Score * rows.Count / total);
        return evaluation with { Values = values, Scores = [evaluation.Score, r2] };
    }
}
