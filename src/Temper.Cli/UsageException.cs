namespace Temper.Cli;

/// <summary>What was typed is wrong: a name, a value, or options that do not go together. See <see cref="ExitCodes"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : TemperException(message, innerException)
{
    /// <summary>Does something with what was typed alone; see below.</summary>
    public static void Of(Action check) => Of(() =>
    {
        check();
        return true;
    });

    /// <summary>
    /// Makes something of what was typed on the command line alone: what a library says against it is wrong usage, not a wrong file.
    /// </summary>
    /// <param name="make">Reads no file.</param>
    public static T Of<T>(Func<T> make)
    {
        try
        {
            return make();
        }
        catch (SpecException error)
        {
            throw new UsageException(error.Message, error);
        }
    }
}
