using System.Globalization;
using System.Runtime.ExceptionServices;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Cli.Commands.Chapter;

/// <summary>One call of temper chapter: from the data to the pictures.</summary>
internal sealed class ChapterRun(ChapterRequest asked, Report report)
{
    private readonly List<RunReport> shown = [];
    private readonly List<RunRecord> records = [];
    private ChapterRequest request = asked;

    // They are known when the data are.
    private DevicePool pool = null!;
    private int threadsPerNet = 1;
    private TrainingsAtOnce fitting = null!;
    private string id = "";

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        var started = report.Terminal.Time.GetTimestamp();

        // What is wrong with the request itself is said before any data are fetched.
        var seeds = UsageException.Of(() => new SeedRange(request.Seed, request.Seeds));
        var plan = Plan(classes: 10, request.Seed);
        UsageException.Of(() => StudySize.Check(plan.Count, request.Seeds, epochs: 1, report.Terminal.Memory));
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus, report.Terminal.Memory);
        choice.RequireRoom([.. plan.Select(run => run.Spec)]);
        var loading = Task.Run(() => DatasetLoading.LoadOrBuiltInAsync(request.Data, report, cancellationToken), CancellationToken.None);
        choice.WarmUp(plan[0].Spec, plan.Count * request.Seeds > 1 ? 1 : request.Device.Threads);
        var (dataset, whyBuiltIn) = await loading.ConfigureAwait(false);

        // To repeat this run is to train on these data, network or not, in any folder.
        request = request with { Data = DatasetLoading.Repeated(request.Data, dataset, report.Terminal) };
        var plans = Enumerable.Range(0, request.Seeds).Select(i => Plan(dataset.Outputs, seeds[i])).ToList();
        var work = new DeviceWork([.. plans.SelectMany(runs => runs).Select(run => run.Spec)], dataset, InBatches: request.Seeds > 1);
        pool = choice.Pool(work);
        threadsPerNet = work.Nets.Count == 1 ? request.Device.Threads : 1;
        fitting = TrainingsAtOnce.Of(pool, work.Nets, dataset, Math.Min(pool.Workers, work.Nets.Count));
        request = request with { DeviceWords = choice.Words };
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), "
            + $"device {DeviceText(choice.Reason)}{SideBySideText(work.Nets.Count)}, seed {request.Seed}"));
        DataNoteLines.Print(report, SplitNotes.Of(dataset, work.Nets));
        if (fitting.Note is { } tight)
        {
            report.Warning(tight);
        }

        report.Info();
        id = RunId.Of(plans.SelectMany(plan => plan).Select(run => RunId.Of(run.Spec, dataset.Hash, pool.Arithmetic)));
        var folder = report.Terminal.FullPath(request.Out ?? Path.Combine("runs", $"chapter-{id}"));
        using var held = RunFolder.Take(folder, id);
        using var store = new SingleStore(report.Terminal, request.Store, folder, "chapter");
        foreach (var run in plans[0])
        {
            RunFolder.RequireFree(FolderOf(folder, run), IdOf(run, dataset));
        }

        _ = RunFolder.Below(folder, ChapterSeeds.FolderName);
        if (request.Seeds == 1)
        {
            RunInOrder(plans[0], dataset, folder, store, cancellationToken);
        }
        else
        {
            var (first, all) = new ChapterSeeds(request, report, dataset, pool, store, folder, id).Run(plans, cancellationToken);
            shown.AddRange(first);
            records.AddRange(all);
        }

        Finish(dataset, whyBuiltIn, folder, started);
        return ExitCodes.Done;
    }

    private IReadOnlyList<RunRequest> Plan(int classes, ulong seed) =>
        UsageException.Of(() => ChapterPlan.Expand(request.Experiments, request.Protocols, request.Switches, classes, seed, request.Epochs));

    /// <summary>
    /// One seed: one training per core, or one after the other on a GPU, told in order. A training that is interrupted leaves a checkpoint,
    /// from which the same command resumes.
    /// </summary>
    private void RunInOrder(IReadOnlyList<RunRequest> runs, Dataset dataset, string folder, SingleStore store, CancellationToken cancellationToken)
    {
        foreach (var run in runs)
        {
            CheckpointedTraining.Check(FolderOf(folder, run), run.Spec, pool.Arithmetic, cancellationToken);
        }

        var results = new RunReport[runs.Count];
        var together = Together(runs.Count);
        if (together == 1)
        {
            for (var i = 0; i < runs.Count; i++)
            {
                using var device = OneDevice();
                results[i] = RunOne(runs[i], i == 0, dataset, device, folder, store, report, cancellationToken);
            }
        }
        else
        {
            var turns = new OutputOrder(runs.Count);
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            SideBySide.Run(runs.Count, together, stop, i =>
            {
                try
                {
                    using var device = OneDevice();
                    results[i] = RunOne(runs[i], i == 0, dataset, device, folder, store, report.InTurn(turns, i), stop.Token);
                }
                finally
                {
                    turns.Finish(i);
                }
            });
        }

        shown.AddRange(results);
        records.AddRange(results.Select(result => result.Run.Record));
    }

    /// <summary>For one net at a time; alone on the processor it has all threads.</summary>
    private Device OneDevice() => pool.Arithmetic.Length == 0 ? new CpuDevice(threadsPerNet, memory: report.Terminal.Memory) : pool.Open(1)[0];

    private string DeviceText(string reason)
    {
        if (pool.Arithmetic.Length > 0)
        {
            return DeviceWords.Of(pool, reason);
        }

        using var device = OneDevice();
        return DeviceWords.Of(device, reason);
    }

    private string SideBySideText(int runs) =>
        Together(runs) > 1 ? string.Create(CultureInfo.InvariantCulture, $", {Together(runs)} trainings side by side") : "";

    /// <summary>Trainings at the same time, batches of a GPU apart.</summary>
    private int Together(int runs) => Math.Min(fitting.AtOnce, runs);

    private RunReport RunOne(
        RunRequest run, bool isFirst, Dataset dataset, Device device, string folder, SingleStore store, Report lines,
        CancellationToken cancellationToken)
    {
        var target = FolderOf(folder, run);
        using var held = RunFolder.Take(target, IdOf(run, dataset));
        using var trainer = new Trainer(run.Spec, dataset, device, report.Terminal.Time);
        RunFolder.Begin(target, run.Spec);
        if (isFirst)
        {
            RunLines.Batches(lines, trainer);
        }

        lines.Info($"{run.Name}, protocol {run.Protocol.Text()}");
        RunLines.Summary(lines, trainer.Network);
        var training = new CheckpointedTraining(trainer, run, dataset, device, target, report.Terminal.Time);
        var outcome = RunWithCheckpoint.Run(training, run.Name, "the same command again", lines, cancellationToken);
        if (outcome.Failed is { } failed)
        {
            RunWithCheckpoint.Keep(target, failed, request.Replay(run), lines);
            store.Keep(lines, failed);
            ExceptionDispatchInfo.Throw(outcome.Error!);
        }

        var result = outcome.Result!;
        var made = new RunReport(result, request.Replay(run));
        RunFiles.Write(target, made);
        CheckpointedTraining.Forget(target);
        store.Keep(lines, result, id);
        lines.Info(RunLines.Time(result.Record));
        foreach (var line in RunLines.Test(result.Record).Concat(result.Record.Notes.Select(note => $"note: {note}")))
        {
            lines.Info(line);
        }

        lines.Info();
        return made;
    }

    private void Finish(Dataset dataset, string? whyBuiltIn, string folder, long started)
    {
        var summary = records.GroupBy(record => (record.Protocol, record.Experiment)).Select(group => SeedSummary.Of([.. group])).ToList();
        var results = ChapterLines.Claims(records, summary, dataset.IsFashionMnist).ToList();
        var chapter = new ChapterRecord
        {
            Id = id,
            Dataset = dataset.Name,
            DatasetHash = dataset.Hash,
            DatasetOrigin = dataset.Origin,
            WhyBuiltIn = whyBuiltIn,
            Seconds = report.Terminal.Time.GetElapsedTime(started).TotalSeconds,
            Experiments = records,
            Summary = summary,
        };
        var page = Path.Combine(folder, RunFolder.ReportName);
        var made = new ChapterReport(chapter, shown);
        foreach (var (name, svg) in made.Pictures)
        {
            AtomicFile.WriteIn(folder, name, svg);
        }

        AtomicFile.WriteIn(folder, RunFolder.ReportName, made.Page(results, request.Replay()));
        AtomicFile.WriteIn(folder, RunFolder.RecordName, ChapterJson.Write(chapter));

        // Pictures first: the table is what should be on the screen at the end.
        RunLines.Pictures(report, (shown.LastOrDefault(run => run.Run.Record.Experiment == "altogether") ?? shown[^1]).Run);
        ChapterLines.Table(report, records, summary, dataset.Name);
        foreach (var line in results)
        {
            report.Result(line);
        }

        report.Info();
        report.Place("Pictures, models and records", folder);
        report.Place("Report", page);
        if (report.IsJson)
        {
            report.Document(ChapterJson.Write(chapter));
        }

        if (request.Open)
        {
            Browser.Open(page, report);
        }
    }

    private string IdOf(RunRequest run, Dataset dataset) => RunId.Of(run.Spec, dataset.Hash, pool.Arithmetic);

    /// <summary>The folder of one of its trainings.</summary>
    public static string FolderOf(string folder, RunRequest run) => RunFolder.Below(folder, $"{run.Protocol.Text()}-{run.Name}");
}
