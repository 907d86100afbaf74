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
    public (float[] Losses, float[] Accuracies) Read(int steps)
    {
        var numbers = Save(steps);
        var losses = new float[steps];
        var accuracies = new float[steps];
        for (var i = 0; i < steps; i++)
        {
            losses[i] = numbers[2 * i];
            accuracies[i] = 100 * numbers[(2 * i) + 1] / batches[i].Rows;
        }

        return (losses, accuracies);
    }

    public void Dispose() => buffer.Dispose();
}
