namespace Temper;

/// <summary>A description (layers, optimizer, training settings, spec file) that cannot be carried out.</summary>
public sealed class SpecException(string message, Exception? innerException = null)
    : TemperException(message, innerException);
