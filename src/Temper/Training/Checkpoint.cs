using Temper.Data;
using Temper.Layers;

namespace Temper.Training;

/// <summary>
/// A training between two steps: restored, it goes on to the very same bits as if it had never stopped (on devices of 32-bit
/// floats; the 64-bit reference loses digits).
/// </summary>
public sealed record Checkpoint
{
    /// <summary>The training's spec.</summary>
    public required TrainSpec Spec { get; init; }

    /// <summary>What the user calls the run; empty unless given.</summary>
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

    /// <summary>Early stopping's best epoch, from 1; 0 if none yet.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>Parameters and statistics of the best epoch; empty if not kept.</summary>
    public required IReadOnlyList<NamedTensor> BestState { get; init; }
}
