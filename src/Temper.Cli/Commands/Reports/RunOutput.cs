using Temper.Cli.Output;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Reports;

/// <summary>The report of one run, made from the store.</summary>
internal static class RunOutput
{
    /// <summary>Writes page, pictures and record, and prints where they are.</summary>
    /// <exception cref="StoreException">The run failed.</exception>
    /// <exception cref="SpecException">
    /// Its test result is sealed, or the folder holds another run, or this one with more than a store has of it.
    /// </exception>
    public static string Print(Report report, RunStore store, StoredRun run, string? given)
    {
        var shell = Shell.Quote(run.Id);
        if (run.Record is not { } record)
        {
            throw new StoreException(
                $"Run {run.Id} diverged at step {run.Failure!.Step}: there is nothing to report; "
                + $"{StoredRuns.Command($"runs show {shell}", store)} shows what happened.");
        }

        if (StoredRuns.IsSealed(store, run.Id))
        {
            throw new SpecException(
                $"Run {run.Id} belongs to a study that has not opened the test set, so its result is still sealed; "
                + $"{StoredRuns.Command($"runs show {shell}", store)} shows the rest.");
        }

        var folder = report.Terminal.FullPath(given ?? Path.Combine("runs", $"report-{run.Id}"));
        using var held = RunFolder.Take(folder, run.Id);
        if (File.Exists(Path.Combine(folder, RunFolder.ModelName)))
        {
            throw new SpecException($"{folder} holds the run itself, with a report that says more; choose another --out.");
        }

        var made = new RecordReport(record, StoredRuns.Command($"replay {shell}", store));
        foreach (var (name, svg) in made.Pictures)
        {
            AtomicFile.WriteIn(folder, name, svg);
        }

        var page = Path.Combine(folder, RunFolder.ReportName);
        AtomicFile.WriteIn(folder, RunFolder.ReportName, made.Page());
        AtomicFile.WriteIn(folder, RunFolder.RecordName, RecordJson.Write(record));
        report.Result(RunReport.Result(record));
        report.Place("Report", page);
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(record));
        }

        return page;
    }
}
