using Temper.Cli.Output;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands;

/// <summary>
/// Counts a command that shows test results as a look at the test set, in the store in which studies of the same place count theirs.
/// Whatever is wrong with the store, the command goes on: then one line says that nothing was counted.
/// </summary>
/// <param name="terminal">Where the command was called.</param>
/// <param name="given">The store that the user named, by its full path; null for the usual one.</param>
/// <param name="folder">The run's folder, or the model's.</param>
internal sealed class LookCount(Terminal terminal, string? given, string folder)
{
    private int isCounted;

    /// <summary>Counts the look, the first time it is called. Only now is SQLite loaded: it must not delay the first training step.</summary>
    /// <param name="report">Where it is said if nothing is counted.</param>
    /// <param name="look">Who looked at what.</param>
    public void Count(Report report, SingleLook look)
    {
        if (Interlocked.Exchange(ref isCounted, 1) != 0)
        {
            return;
        }

        try
        {
            if (Store() is { } store)
            {
                RunStore.Count(store, terminal.Time, look);
            }
            else
            {
                report.Info("not counted as a look at the test set: there is no store here; --store FILE counts it");
            }
        }
        catch (Exception error) when (error is TemperException or IOException or UnauthorizedAccessException)
        {
            report.Info($"not counted as a look at the test set: {error.Message}");
        }
    }

    /// <summary>
    /// The store that was named; else the one beside the run's folder; else runs/temper.db, which is made only where there is a folder
    /// runs: testing a model somewhere leaves no store there.
    /// </summary>
    private string? Store()
    {
        if (given is not null)
        {
            return given;
        }

        if (Path.GetDirectoryName(folder) is { } parent && Path.Combine(parent, RunStore.DefaultName) is var beside && File.Exists(beside))
        {
            return beside;
        }

        var usual = terminal.FullPath(Path.Combine("runs", RunStore.DefaultName));
        return Directory.Exists(Path.GetDirectoryName(usual)) ? usual : null;
    }
}
