namespace Temper;

/// <summary>
/// More memory is known to be needed than there is. It is thrown before that memory is taken, so that everything else still works.
/// </summary>
/// <param name="message">One line: what needs how much, what there is, way out.</param>
/// <param name="innerException">What it came from; null for nothing.</param>
public sealed class NotEnoughMemoryException(string message, Exception? innerException = null)
    : TemperException(message, innerException);
