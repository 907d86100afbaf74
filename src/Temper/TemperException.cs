namespace Temper;

/// <summary>
/// An error that a user can act on: its message is one line that names the part, what was expected,
/// what was received and the way out. The CLI prints the message and nothing else.
/// </summary>
public abstract class TemperException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">One line: what, where, expected, received, way out.</param>
    /// <param name="innerException">The cause, or null.</param>
    protected TemperException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
