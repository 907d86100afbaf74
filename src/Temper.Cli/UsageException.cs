namespace Temper.Cli;

/// <summary>What was typed is wrong: a name, a value, or a combination of options. See <see cref="ExitCodes"/>.</summary>
internal sealed class UsageException(string message, Exception? innerException = null) : TemperException(message, innerException)
{
    /// <summary>Does something with command-line arguments alone; see below.</summary>
    public static void Of(Action check) => Of(() =>
    {
        check();
        return true;
    });

    /// <summary>
    /// Makes something from command-line arguments alone: what a library refuses here is wrong usage, not a wrong file.
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
