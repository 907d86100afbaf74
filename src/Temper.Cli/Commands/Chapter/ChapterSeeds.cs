using System.Globalization;
using Temper.Cli.Commands.Studies;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Cli.Commands.Chapter;

/// <summary>
/// Many seeds of temper chapter: one training per core or batches on a GPU, the first seed's pictures, every seed's record. What is in the store is
/// not trained again, so an interrupted call resumes; except the first seed's nets, of which pages and pictures want more than a store keeps.
/// </summary>
internal sealed class ChapterSeeds(
    ChapterRequest request, Report report, Dataset dataset, DevicePool pool, SingleStore single, string folder, string id) : IRunObserver
{
    public const string FolderName = "seeds";

    private readonly Lock gate = new();
    private readonly Dictionary<int, RunResult> first = [];
    private IReadOnlyList<RunRequest> all = [];
    private FailedRun? broken;
    private long started;
    private int done;
    private int trained;

    /// <summary>Carries them out.</summary>
    /// <param name="plans">The trainings of each seed.</param>
    /// <param name="cancellationToken">Stops all between two steps; finished ones stay stored.</param>
    /// <returns>The first seed's reports, and the records of all, those of one training together.</returns>
    public (IReadOnlyList<RunReport> Shown, IReadOnlyList<RunRecord> Records) Run(
        List<IReadOnlyList<RunRequest>> plans, CancellationToken cancellationToken)
    {
        var perSeed = plans[0].Count;
        all = [.. plans.SelectMany(plan => plan)];
        started = report.Terminal.Time.GetTimestamp();
        using var store = single.Open(report);
        var runner = new StoreRunner(dataset, store, pool, report.Terminal.Time)
        {
            Command = "chapter",
            TrainsAnew = run => run < perSeed,
            StopsAtFailure = true,
            StoreLost = error => single.Lost(report, error),
        };
        IReadOnlyList<StoredRun> results;
        try
        {
            results = runner.Run(all, this, cancellationToken);
        }
        catch (Exception error) when (error is OperationCanceledException or DeviceException)
        {
            report.ClearProgress();
            var what = error is DeviceException ? "the device failed" : "interrupted";
            report.Warning(store is null
                ? $"{what}; {done} of {all.Count} records are in {Path.Combine(folder, FolderName)}; "
                    + "the same command begins again, because there is no store"
                : $"{what}; {done} of {all.Count} trainings are in {store.Path}; the same command resumes");
            throw;
        }
        catch (RunFailedException)
        {
            report.ClearProgress();
            if (broken is { } failed)
            {
                report.Info(string.Create(CultureInfo.InvariantCulture, $"{Name(failed.Request)} diverged"));
                RunWithCheckpoint.Keep(ChapterRun.FolderOf(folder, failed.Request), failed, request.Replay(failed.Request), report);
            }

            throw;
        }

        report.ClearProgress();
        var shown = new List<RunReport>();
        var records = new List<RunRecord>();
        for (var i = 0; i < perSeed; i++)
        {
            var made = new RunReport(first[i], request.Replay(all[i]));
            shown.Add(made);
            RunFiles.Write(ChapterRun.FolderOf(folder, all[i]), made);
            records.AddRange(Enumerable.Range(0, plans.Count).Select(seed => results[(seed * perSeed) + i].Record!));
        }

        return (shown, records);
    }

    public void Reused(int run, StoredRun stored) => Tell(stored.Record!, ", from the store");

    public void Finished(int run, RunOutcome outcome)
    {
        if (outcome.Failed is { } failed)
        {
            Interlocked.CompareExchange(ref broken, failed, null);
            return;
        }

        lock (gate)
        {
            trained++;
            if (outcome.Result!.Record.Seed == request.Seed)
            {
                first[run] = outcome.Result;
            }
        }

        Tell(outcome.Result.Record, "");
    }

    public void Waiting(RunWait wait)
    {
        var others = wait.More switch { 0 => "", 1 => " and another", _ => string.Create(CultureInfo.InvariantCulture, $" and {wait.More} others") };
        report.Warning($"waiting for run {wait.RunId} ({Name(all[wait.Run])}){others}: leased by {wait.Holder}");
    }

    public void BatchHalved(HalvedBatch batch) => report.Info(StudyProgress.HalvedText(batch));

    private static string Name(RunRequest run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Protocol.Text()}/{run.Name} seed {run.Spec.Seed}");

    private void Tell(RunRecord record, string whence)
    {
        lock (gate)
        {
            done++;
            single.Count(report, dataset.Hash, id);
            AtomicFile.WriteIn(
                RunFolder.Below(folder, FolderName), $"{record.Protocol.Text()}-{record.Experiment}-{record.Seed}.json", RecordJson.Write(record));
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{record.Protocol.Text()}/{record.Experiment} seed {record.Seed}: test {record.TestScore:F2}%, {record.Wrong} wrong{whence}");
            if (report.Terminal.IsErrorTerminal)
            {
                var seconds = report.Terminal.Time.GetElapsedTime(started).TotalSeconds;
                var left = TimeSpan.FromSeconds(Math.Min(seconds / Math.Max(trained, 1) * (all.Count - done), 1e6));
                report.Progress(
                    $"{done}/{all.Count}",
                    (double)done / all.Count,
                    string.Create(CultureInfo.InvariantCulture, $"{text}  {(int)left.TotalMinutes}:{left.Seconds:00} left"));
            }
            else
            {
                report.Info(string.Create(CultureInfo.InvariantCulture, $"{done}/{all.Count}  {text}"));
            }
        }
    }
}
