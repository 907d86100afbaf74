using Temper.Cli.Output;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands;

/// <summary>
/// Keeps what a command outside of studies has trained, and counts it as a look at the test set, in the store that studies of the same place use.
/// A problem with the store does not stop the command: one line then says what was not stored or counted.
/// </summary>
internal sealed class SingleStore : IDisposable
{
    private const string Neither = "neither stored nor counted as a look at the test set";

    private readonly SingleRuns? runs;
    private readonly HashSet<string> reported = [];
    private readonly Lock gate = new();
    private bool isCounted;

    /// <param name="terminal">Where the command was called.</param>
    /// <param name="given">The store that the user named, by its full path; null for the usual one.</param>
    /// <param name="folder">The run's folder, or the model's.</param>
    /// <param name="command">The command's name.</param>
    public SingleStore(Terminal terminal, string? given, string folder, string command)
    {
        Path = PathOf(terminal, given, folder);
        runs = Path is null ? null : new SingleRuns(Path, terminal.Time, command);
    }

    /// <summary>The store's file; null where there is none.</summary>
    public string? Path { get; }

    /// <summary>Why nothing is kept where there is no store.</summary>
    public const string NoStore = "there is no store here; --store FILE makes one";

    /// <summary>
    /// The store that was named; else the one beside the run's folder; else runs/temper.db, which is made only where there is a folder
    /// runs: testing a model somewhere leaves no store there.
    /// </summary>
    public static string? PathOf(Terminal terminal, string? given, string folder)
    {
        if (given is not null)
        {
            return given;
        }

        if (System.IO.Path.GetDirectoryName(folder) is { } parent
            && System.IO.Path.Combine(parent, RunStore.DefaultName) is var beside
            && File.Exists(beside))
        {
            return beside;
        }

        var usual = terminal.FullPath(System.IO.Path.Combine("runs", RunStore.DefaultName));
        return Directory.Exists(System.IO.Path.GetDirectoryName(usual)) ? usual : null;
    }

    /// <summary>Counts the look, the first time it is called.</summary>
    /// <param name="report">Receives a line if nothing is counted.</param>
    /// <param name="datasetHash">The data's hash.</param>
    /// <param name="subject">What was tested.</param>
    public void Count(Report report, string datasetHash, string subject) =>
        Tell(report, "not counted as a look at the test set", WhyNotCounted(datasetHash, subject));

    /// <summary>Opens the store for many runs at once; null, after a line that says why, where that does not work.</summary>
    /// <param name="report">Receives the line that says so.</param>
    public RunStore? Open(Report report)
    {
        try
        {
            if (Path is not null)
            {
                return RunStore.Open(Path, report.Terminal.Time);
            }

            Tell(report, Neither, NoStore);
        }
        catch (Exception error) when (error is TemperException or IOException or UnauthorizedAccessException)
        {
            Tell(report, Neither, error.Message);
        }

        isCounted = true;
        return null;
    }

    /// <summary>Says that a store that was open is of no use any more.</summary>
    /// <param name="report">Receives the line that says so.</param>
    /// <param name="error">What went wrong.</param>
    public void Lost(Report report, Exception error) => Tell(report, "not stored from here on", error.Message);

    /// <summary>Keeps a run that was tested and counts the look, the first time it is called.</summary>
    /// <param name="report">Receives a line if something was not stored or counted.</param>
    /// <param name="result">The run.</param>
    /// <param name="subject">What was tested: the run, or the chapter that it is of.</param>
    /// <returns>The run as the store had it before; null if it is new there.</returns>
    public StoredRun? Keep(Report report, RunResult result, string subject)
    {
        var (before, notStored) = Kept(StoredRun.Of(result.Record));
        var notCounted = WhyNotCounted(result.Record.DatasetHash, subject);
        if (notStored is not null && notStored == notCounted)
        {
            Tell(report, Neither, notStored);
        }
        else
        {
            Tell(report, "not stored", notStored);
            Tell(report, "not counted as a look at the test set", notCounted);
        }

        return before;
    }

    /// <summary>Keeps a run that diverged; nothing was tested.</summary>
    /// <param name="report">Receives a line if it was not stored.</param>
    public void Keep(Report report, FailedRun failed) => Tell(report, "not stored", Kept(StoredRun.Of(failed.Failure)).WhyNot);

    public void Dispose() => runs?.Dispose();

    private KeptRun Kept(StoredRun run) => runs?.Keep(run) ?? new KeptRun(null, NoStore);

    private string? WhyNotCounted(string datasetHash, string subject)
    {
        lock (gate)
        {
            if (isCounted)
            {
                return null;
            }

            isCounted = true;
        }

        return runs is null ? NoStore : runs.Count(datasetHash, subject);
    }

    /// <summary>Each reason once, however many trainings there are.</summary>
    private void Tell(Report report, string what, string? why)
    {
        lock (gate)
        {
            if (why is null || !reported.Add(why))
            {
                return;
            }
        }

        report.Info($"{what}: {why}");
    }
}
