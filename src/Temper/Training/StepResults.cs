using Temper.Data;
using Temper.Devices;

namespace Temper.Training;

/// <summary>Loss and correct guesses of each step of an epoch, kept on the device until somebody wants to know.</summary>
internal sealed class StepResults(Device device, BatchLoader batches) : IDisposable
{
    private readonly DeviceBuffer buffer = device.Allocate(2 * batches.Count);

    /// <summary>[2]: where a step's loss and correct guesses go.</summary>
    public View Of(int step) => buffer.All.Slice(2 * step, 2);

    /// <summary>The raw numbers of the first steps, for a checkpoint.</summary>
    public float[] Save(int steps) => buffer.All.Slice(0, 2 * steps).ToSingles();

    /// <summary>Puts saved numbers back.</summary>
    public void Restore(float[] numbers) => buffer.Write(0, numbers.AsSpan());

    /// <summary>Losses and accuracies (percent) of the first steps.</summary>
    /// <param name="steps">How many.</param>
    /// <param name="epoch">Their epoch, from 0, for the error.</param>
    /// <param name="learningRate">For the error.</param>
    /// <exception cref="RunFailedException">A loss is not a finite number.</exception>
    public (float[] Losses, float[] Accuracies) Read(int steps, int epoch, double learningRate)
    {
        var numbers = Save(steps);
        var losses = new float[steps];
        var accuracies = new float[steps];
        for (var i = 0; i < steps; i++)
        {
            losses[i] = numbers[2 * i];
            accuracies[i] = 100 * numbers[(2 * i) + 1] / batches[i].Rows;
            if (!float.IsFinite(losses[i]))
            {
                var step = ((long)epoch * batches.Count) + i + 1;
                throw new RunFailedException(
                    FormattableString.Invariant(
                        $"The training diverged: the loss of step {step} (epoch {epoch + 1}) is {losses[i]}; lower the learning rate ({learningRate}) or clip the gradient."),
                    step);
            }
        }

        return (losses, accuracies);
    }

    public void Dispose() => buffer.Dispose();
}
