using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Export;
using Temper.Lab.Experiments;
using Temper.Lab.Records;
using Temper.Lab.Reports;
using Temper.Training;

namespace Temper.Cli.Commands;

/// <summary>One call of temper chapter: from the data to the pictures.</summary>
internal sealed class ChapterRun(ChapterRequest asked, Report report)
{
    private ChapterRequest request = asked;
    private readonly List<RunResult> shown = [];
    private readonly List<RunRecord> records = [];

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = report.Terminal.Time.GetTimestamp();

        // What is wrong with the request itself is said before any data are fetched.
        var plan = Plan(classes: 10, request.Seed);
        using var device = DeviceChoice.Create(request.Device, request.Seeds > 1 || Together(plan.Count) > 1 ? 1 : request.Threads);
        var loading = Task.Run(() => DatasetLoading.LoadOrBuiltInAsync(request.Data, report, cancellationToken), CancellationToken.None);
        Rehearsal.Run(plan[0].Spec, device);
        var (dataset, whyBuiltIn) = await loading.ConfigureAwait(false);
        if (whyBuiltIn is not null)
        {
            report.Warning($"the data are {dataset.Name}, drawings made by this program, NOT Fashion-MNIST: {whyBuiltIn}");

            // To repeat this run is to train on these data, network or not.
            request = request with { Data = dataset.Name };
        }

        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), device {device.Name} ({device.Description}){SideBySideText(plan.Count * request.Seeds)}, seed {request.Seed}"));
        report.Info();
        var plans = Enumerable.Range(0, request.Seeds).Select(i => Plan(dataset.Classes, request.Seed + (ulong)i)).ToList();
        var id = RunId.Of(plans.SelectMany(plan => plan).Select(run => RunId.Of(run.Spec, dataset.Hash)));
        var folder = Path.GetFullPath(request.Out ?? Path.Combine("runs", $"chapter-{id}"), report.Terminal.WorkingFolder);
        RunFolder.Claim(folder, id);
        if (request.Seeds == 1)
        {
            RunInOrder(plans[0], dataset, device, folder, cancellationToken);
        }
        else
        {
            RunSideBySide(plans, dataset, folder, cancellationToken);
        }

        Finish(id, dataset, whyBuiltIn, folder, started);
        return ExitCodes.Done;
    }

    private IReadOnlyList<RunRequest> Plan(int classes, ulong seed) =>
        ChapterPlan.Expand(request.Experiments, request.Protocols, request.Switches, classes, seed, request.Epochs);

    /// <summary>
    /// One seed: one training per core, told in order. A training that is interrupted leaves a checkpoint, from which the
    /// same command goes on.
    /// </summary>
    private void RunInOrder(IReadOnlyList<RunRequest> runs, Dataset dataset, Device device, string folder, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            RunWithCheckpoint.Check(FolderOf(folder, run), run.Spec);
        }

        var results = new RunResult[runs.Count];
        if (Together(runs.Count) == 1)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                results[i] = RunOne(runs[i], i == 0, dataset, device, folder, report, cancellationToken);
            }
        }
        else
        {
            var turns = new Turns(runs.Count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            SideBySide.Run(runs.Count, Together(runs.Count), stop, i =>
            {
                try
                {
                    using var own = DeviceChoice.Create(request.Device, threads: 1);
                    results[i] = RunOne(runs[i], i == 0, dataset, own, folder, report.InTurn(turns, i), stop.Token);
                }
                finally
                {
                    turns.Finish(i);
                }
            });
        }

        shown.AddRange(results);
        records.AddRange(results.Select(result => result.Record));
    }

    private string SideBySideText(int runs) =>
        Together(runs) > 1 ? string.Create(CultureInfo.InvariantCulture, $", {Together(runs)} trainings side by side") : "";

    /// <summary>Trainings at the same time; one alone gets all threads.</summary>
    private int Together(int runs) => runs == 1 ? 1 : Math.Min(request.Threads, runs);

    private RunResult RunOne(
        RunRequest run, bool isFirst, Dataset dataset, Device device, string folder, Report lines, CancellationToken cancellationToken)
    {
        var target = FolderOf(folder, run);
        using var trainer = new Trainer(run.Spec, dataset, device, report.Terminal.Time);
        if (isFirst)
        {
            RunLines.Batches(lines, trainer);
        }

        lines.Info($"{run.Name}, protocol {run.Protocol}");
        RunLines.Summary(lines, trainer.Network);
        var result = RunWithCheckpoint.Run(trainer, run, dataset, device, target, "the same command again", lines, cancellationToken);
        RunFolder.Write(target, result, ReplayOf(run));
        RunWithCheckpoint.Forget(target);
        lines.Info(RunLines.Time(result.Record));
        foreach (var line in RunLines.Test(result.Record).Concat(result.Record.Notes.Select(note => $"note: {note}")))
        {
            lines.Info(line);
        }

        lines.Info();
        return result;
    }

    /// <summary>Many seeds: one training per core, the first seed's pictures, every seed's record.</summary>
    private void RunSideBySide(List<IReadOnlyList<RunRequest>> plans, Dataset dataset, string folder, CancellationToken cancellationToken)
    {
        var all = plans.SelectMany(plan => plan).ToList();
        var done = 0;
        var started = report.Terminal.Time.GetTimestamp();
        var first = new Dictionary<(string Protocol, string Name), RunResult>();
        IReadOnlyList<RunRecord> results;
        try
        {
            results = Runner.RunMany(
                all,
                dataset,
                request.Threads,
                report.Terminal.Time,
                result =>
                {
                    done++;
                    var record = result.Record;
                    if (record.Seed == request.Seed)
                    {
                        first[(result.Request.Protocol, result.Request.Name)] = result;
                    }

                    AtomicFile.Write(
                        Path.Combine(folder, "seeds", $"{record.Protocol}-{record.Experiment}-{record.Seed}.json"), RecordJson.Write(record));
                    var seconds = report.Terminal.Time.GetElapsedTime(started).TotalSeconds;
                    var text = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{record.Protocol}/{record.Experiment} seed {record.Seed}: test {record.TestAccuracy:F2}%, {record.Wrong} wrong");
                    if (report.Terminal.IsErrorTerminal)
                    {
                        var left = TimeSpan.FromSeconds(seconds / done * (all.Count - done));
                        report.Progress($"{done}/{all.Count}", (double)done / all.Count, string.Create(CultureInfo.InvariantCulture, $"{text}  {(int)left.TotalMinutes}:{left.Seconds:00} left"));
                    }
                    else
                    {
                        report.Info(string.Create(CultureInfo.InvariantCulture, $"{done}/{all.Count}  {text}"));
                    }
                },
                cancellationToken);
        }
        catch (OperationCanceledException)
        {
            report.ClearProgress();
            report.Warning($"interrupted; {done} of {all.Count} records are in {Path.Combine(folder, "seeds")}; the same command begins again");
            throw;
        }

        report.ClearProgress();
        var perSeed = plans[0].Count;
        for (var i = 0; i < perSeed; i++)
        {
            var result = first[(plans[0][i].Protocol, plans[0][i].Name)];
            shown.Add(result);
            RunFolder.Write(FolderOf(folder, result.Request), result, ReplayOf(result.Request));
            records.AddRange(Enumerable.Range(0, plans.Count).Select(seed => results[(seed * perSeed) + i]));
        }
    }

    private void Finish(string id, Dataset dataset, string? whyBuiltIn, string folder, long started)
    {
        var summary = records.GroupBy(record => (record.Protocol, record.Experiment)).Select(group => SeedSummary.Of([.. group])).ToList();
        var results = ChapterLines.Claims(records, summary, dataset.Name).ToList();
        var chapter = new ChapterRecord
        {
            Id = id,
            Dataset = dataset.Name,
            WhyBuiltIn = whyBuiltIn,
            Seconds = report.Terminal.Time.GetElapsedTime(started).TotalSeconds,
            Experiments = records,
            Summary = summary,
        };
        var page = Path.Combine(folder, RunFolder.ReportName);
        AtomicFile.Write(page, RunReport.Page(chapter, shown, results, request.Replay()));
        AtomicFile.Write(Path.Combine(folder, RunFolder.RecordName), RecordJson.Write(chapter));

        // Pictures first: the table is what should be on the screen at the end.
        RunLines.Pictures(report, shown.LastOrDefault(run => run.Record.Experiment == "altogether") ?? shown[^1]);
        ChapterLines.Table(report, records, summary, dataset.Name);
        foreach (var line in results)
        {
            report.Result(line);
        }

        report.Info();
        report.Info($"Pictures, models and records: {folder}");
        report.Info($"Report: {page}");
        if (report.IsJson)
        {
            report.Document(RecordJson.Write(chapter));
        }

        if (request.Open)
        {
            Browser.Open(page, report);
        }
    }

    private static string FolderOf(string folder, RunRequest run) => Path.Combine(folder, $"{run.Protocol}-{run.Name}");

    private string ReplayOf(RunRequest run) => (request with
    {
        Experiments = [run.Name == "l2-adam" ? "l2" : run.Name],
        Protocols = [Enum.Parse<Protocol>(run.Protocol, ignoreCase: true)],
        Seed = run.Spec.Seed,
        Seeds = 1,
    }).Replay();
}
