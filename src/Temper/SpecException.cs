namespace Temper;

/// <summary>A description (layers, optimizer, training settings, spec file) that cannot be carried out.</summary>
/// <param name="message">One line: the part, expected, received, way out.</param>
/// <param name="innerException">What it came from; null for nothing.</param>
public sealed class SpecException(string message, Exception? innerException = null)
    : TemperException(message, innerException);
