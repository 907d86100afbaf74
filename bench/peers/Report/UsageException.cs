namespace Peers;

/// <summary>The command line is not understood; the message is one line.</summary>
internal sealed class UsageException(string message) : Exception(message);
