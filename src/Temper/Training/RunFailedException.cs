namespace Temper.Training;

/// <summary>A training that diverged.</summary>
/// <param name="message">One line.</param>
/// <param name="step">The step, from 1, whose loss was not a finite number.</param>
public sealed class RunFailedException(string message, long step) : TemperException(message)
{
    /// <summary>The step, from 1, whose loss was not a finite number.</summary>
    public long Step { get; } = step;
}
