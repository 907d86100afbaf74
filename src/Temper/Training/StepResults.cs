using Temper.Devices;

namespace Temper.Training;

/// <summary>Loss of each step and what its score is made of, of the steps of an epoch, kept on the device until somebody wants to know.</summary>
internal sealed class StepResults(Device device, DeviceRows rows) : IDisposable
{
    private readonly DeviceBuffer buffer = device.Allocate(2 * rows.Loader.Count);

    /// <summary>[2]: where these two of a step go.</summary>
    public View Of(int step) => buffer.All.Slice(2 * step, 2);

    /// <summary>The raw numbers of the first steps, for a checkpoint.</summary>
    public float[] Save(int steps) => buffer.All.Slice(0, 2 * steps).ToSingles();

    /// <summary>Puts saved numbers back.</summary>
    public void Restore(float[] numbers) => buffer.Write(0, numbers.AsSpan());

    /// <summary>Losses and scores of the first steps.</summary>
    /// <param name="steps">How many.</param>
    public (float[] Losses, float[] Scores) Read(int steps)
    {
        var numbers = Save(steps);
        var losses = new float[steps];
        var scores = new float[steps];
        for (var i = 0; i < steps; i++)
        {
            losses[i] = numbers[2 * i];
            scores[i] = (float)rows.ScoreOf(numbers[(2 * i) + 1], rows.Loader[i].Rows);
        }

        return (losses, scores);
    }

    public void Dispose() => buffer.Dispose();
}
