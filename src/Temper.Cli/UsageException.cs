namespace Temper.Cli;

/// <summary>Options that do not go together, or a value that is not of the option's form.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : TemperException(message, innerException);
