namespace Temper.Data;

/// <summary>Data that cannot be had or cannot be right: a missing, damaged or contradictory file.</summary>
/// <param name="message">One line: what, where, expected, received, way out.</param>
/// <param name="innerException">What it came from; null for nothing.</param>
public sealed class DataException(string message, Exception? innerException = null)
    : TemperException(message, innerException)
{
    /// <summary>Whether the data may be right, but hold more bytes than were allowed.</summary>
    public bool ExceedsAllowance { get; init; }
}
