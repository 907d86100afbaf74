namespace Temper.Training;

/// <summary>A training that diverged.</summary>
/// <param name="message">One line: what happened, and what may help.</param>
/// <param name="step">The step, from 1, whose loss was not a finite number, or after which the weights were not.</param>
public sealed class RunFailedException(string message, long step) : TemperException(message)
{
    /// <summary>The step, from 1, whose loss was not a finite number, or after which the weights were not.</summary>
    public long Step { get; } = step;

    /// <summary>
    /// What was measured: the finished epochs, and the last one up to the break, in which NaN stands for what was not measured any more.
    /// A last loss that was not finite is the last of its <see cref="EpochResult.StepLosses"/>.
    /// </summary>
    public IReadOnlyList<EpochResult> Epochs { get; init; } = [];
}
