namespace Temper.Data;

/// <summary>Data that cannot be had or cannot be right: a missing, damaged or contradictory file.</summary>
public sealed class DataException(string message, Exception? innerException = null)
    : TemperException(message, innerException);
