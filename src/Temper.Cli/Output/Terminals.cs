namespace Temper.Cli.Output;

/// <summary>The terminal that this process really has.</summary>
internal static class Terminals
{
    private const int DefaultWidth = 100;

    public static Terminal FromProcess() => new(
        Console.Out,
        Console.Error,
        !Console.IsOutputRedirected,
        !Console.IsErrorRedirected,
        HasColours(Environment.GetEnvironmentVariable),
        Width(),
        Environment.GetEnvironmentVariable,
        TimeProvider.System,
        Environment.CurrentDirectory);

    /// <summary>NO_COLOR (any value, no-color.org) and TERM=dumb say no; the old Windows console does not know the codes.</summary>
    public static bool HasColours(Func<string, string?> environment) =>
        string.IsNullOrEmpty(environment("NO_COLOR"))
        && environment("TERM") != "dumb"
        && (!OperatingSystem.IsWindows() || environment("WT_SESSION") is not null || environment("TERM") is not null);

    private static int Width()
    {
        try
        {
            return !Console.IsOutputRedirected && Console.WindowWidth > 0 ? Console.WindowWidth : DefaultWidth;
        }
        catch (IOException)
        {
            // No console at all: there is no width to ask for.
            return DefaultWidth;
        }
    }
}
