namespace Temper.Cli.Output;

/// <summary>The terminal that this process really has.</summary>
internal static class Terminals
{
    private static readonly (int Width, int Height) UsualSize = (80, 24);

    public static Terminal FromProcess()
    {
        var (width, height) = Size();
        return new Terminal(
            Console.Out,
            Console.Error,
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected,
            HasColours(Environment.GetEnvironmentVariable),
            width,
            Environment.GetEnvironmentVariable,
            TimeProvider.System,
            WorkingFolder())
        {
            Height = height,
            Measure = Size,
        };
    }

    /// <summary>NO_COLOR (any value, no-color.org) and TERM=dumb say no; the old Windows console does not know the codes.</summary>
    public static bool HasColours(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR"))
        && environment("TERM") != "dumb"
        && (!OperatingSystem.IsWindows() || environment("WT_SESSION") is not null || environment("TERM") is not null);

    /// <summary>Null where the folder was deleted: much can be done without one.</summary>
    private static string? WorkingFolder()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static (int Width, int Height) Size()
    {
        try
        {
            var isTerminal = !Console.IsOutputRedirected || !Console.IsErrorRedirected;
            return isTerminal && Console.WindowWidth > 0 && Console.WindowHeight > 0 ? (Console.WindowWidth, Console.WindowHeight) : UsualSize;
        }
        catch (IOException)
        {
            // No console at all: there is no size to ask for.
            return UsualSize;
        }
    }
}
