namespace Temper.Export;

/// <summary>A tensor is as the format wants it, but not read here.</summary>
internal sealed class UnreadTensorException(string message, Exception? cause = null) : Exception(message, cause);
