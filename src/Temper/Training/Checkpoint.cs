using Temper.Data;
using Temper.Devices;
using Temper.Layers;

namespace Temper.Training;

/// <summary>
/// A training between two steps: restored, it resumes and ends with the very same bits as if it had never stopped (on devices of 32-bit
/// floats; the 64-bit reference loses digits).
/// </summary>
public sealed record Checkpoint
{
    /// <summary>The training's spec.</summary>
    public required TrainSpec Spec { get; init; }

    /// <summary>What the user calls the run. Default: empty.</summary>
    public string Name { get; init; } = "";

    /// <summary>The device's <see cref="Devices.Device.Arithmetic"/>; empty for the CPU.</summary>
    public string Arithmetic { get; init; } = "";

    /// <summary>The data it was trained on, with their hash and where they were.</summary>
    public required DatasetReference Dataset { get; init; }

    /// <summary>Epochs finished.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>Steps done in the current epoch.</summary>
    public required int StepInEpoch { get; init; }

    /// <summary>Loss and correct guesses of those steps, two numbers each.</summary>
    public required float[] StepResults { get; init; }

    /// <summary>Seconds spent training.</summary>
    public required double TrainSeconds { get; init; }

    /// <summary>Seconds spent validating.</summary>
    public required double ValidSeconds { get; init; }

    /// <summary>Parameters and statistics.</summary>
    public required IReadOnlyList<NamedTensor> State { get; init; }

    /// <summary>Steps of the optimizer.</summary>
    public required long OptimizerSteps { get; init; }

    /// <summary>The optimizer's numbers that are the same for all parameters.</summary>
    public required double[] OptimizerScalars { get; init; }

    /// <summary>The optimizer's state vectors.</summary>
    public required IReadOnlyList<float[]> OptimizerStates { get; init; }

    /// <summary>What regularizers keep, each name with that of its regularizer before it: "ema.average".</summary>
    public required IReadOnlyList<NamedTensor> RegularizerState { get; init; }

    /// <summary>Refuses a checkpoint that a training cannot be resumed from.</summary>
    /// <exception cref="SpecException">It belongs to other data or other arithmetic, or contradicts itself.</exception>
    internal void RequireFits(Dataset dataset, Device device, int stepsPerEpoch)
    {
        if (Dataset.IsSameAs(dataset) != true)
        {
            throw new SpecException(
                $"The checkpoint was trained on other data ({OneLine.Of(Dataset.Name)}, "
                + $"hash {DatasetReference.Abbreviated(Dataset.Hash ?? "")}; here {dataset.Name}, "
                + $"hash {DatasetReference.Abbreviated(dataset.Hash)}); use the same data set.");
        }

        if (Arithmetic != device.Arithmetic)
        {
            throw new SpecException(
                $"The checkpoint was trained with the arithmetic of {Words(Arithmetic)}, this device has that of {Words(device.Arithmetic)}, "
                + "which is not bit-identical; resume on the same kind of device.");
        }

        var steps = ((long)Epochs.Count * stepsPerEpoch) + StepInEpoch;
        if (StepInEpoch < 0 || StepInEpoch > stepsPerEpoch || StepResults.Length != 2 * StepInEpoch || OptimizerSteps != steps)
        {
            throw new SpecException(
                $"The checkpoint contradicts itself or its spec: {Epochs.Count} epochs and {StepInEpoch} of {stepsPerEpoch} steps, "
                + $"but {OptimizerSteps} steps of the optimizer and {StepResults.Length / 2} results; use another checkpoint.");
        }
    }

    private static string Words(string arithmetic) => arithmetic.Length == 0 ? "the CPU" : $"\"{OneLine.Of(arithmetic)}\"";
}
