using System.Globalization;
using System.Text.Json.Nodes;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Cli.Commands.Studies;

/// <summary>One call of a study command: from the data to the report.</summary>
internal sealed class StudyCall(StudyRequest asked, Report report)
{
    private StudyRequest request = asked;

    /// <summary>What is to be measured beside the trainings, told what an earlier look has; null for nothing.</summary>
    public Func<StudyPlan, Dataset, DevicePool, IStudyObserver, JsonNode?, JsonNode>? Checks { get; init; }

    /// <summary>Carries a study out.</summary>
    /// <param name="plan">
    /// Makes the plan for a data set; called first with ten classes, so that mistakes are reported before data are fetched.
    /// </param>
    /// <param name="cancellationToken">Ctrl-C: what is finished stays in the store.</param>
    public async Task<int> RunAsync(Func<StudyRequest, Dataset?, StudyPlan> plan, CancellationToken cancellationToken)
    {
        var draft = plan(request, null);
        UsageException.Of(() => Study.Check(draft, request.Settings, report.Terminal.Memory));
        using var choice = new DeviceChoice(request.Device, report.Terminal.Gpus, report.Terminal.Memory);
        choice.RequireRoom([.. draft.Arms.Select(arm => arm.Spec)]);

        // A store that is there is looked at before data are fetched; a new one is made only when there is something to put into it.
        using var old = File.Exists(request.Store) || Directory.Exists(request.Store) ? RunStore.Open(request.Store, report.Terminal.Time) : null;
        var loading = Task.Run(() => DatasetLoading.LoadOrBuiltInAsync(request.Data, report, cancellationToken), CancellationToken.None);
        choice.WarmUp(draft.Arms[^1].Spec, threads: 1);
        var dataset = (await loading.ConfigureAwait(false)).Dataset;
        request = request with { Data = DatasetLoading.Repeated(request.Data, dataset, report.Terminal) };
        var carried = plan(request, dataset);
        WarnOfResults(carried, dataset);
        var pool = choice.Pool(new DeviceWork(Nets(carried), dataset, InBatches: true));
        request = request with { DeviceWords = choice.Words };
        if (request.IsPlan)
        {
            using var kept = old is null ? RunStore.Open(request.Store, report.Terminal.Time) : null;
            Pilot(carried, dataset, old ?? kept!, pool, choice.Reason, cancellationToken);
            return ExitCodes.Done;
        }

        var folder = StudyOutput.Folder(request.Out, carried, report.Terminal);

        // Two processes on one study share the work, and write the same.
        using var held = RunFolder.Take(folder, carried.Id(), isShared: true);
        using var made = old is null ? RunStore.Open(request.Store, report.Terminal.Time) : null;
        var record = Carry(carried, dataset, old ?? made!, pool, choice.Reason, cancellationToken);
        StudyOutput.Write(folder, record);
        StudyOutput.Print(report, record, folder, request.IsMarkdown);
        if (request.Open)
        {
            Browser.Open(Path.Combine(folder, RunFolder.ReportName), report);
        }

        return ExitCodes.Done;
    }

    /// <summary>They are kept to the end, and a system that has no more memory ends the program.</summary>
    private void WarnOfResults(StudyPlan plan, Dataset dataset)
    {
        var trainings = (long)plan.Arms.Count * Math.Max(request.Settings.Seeds, plan.IsSequential ? request.Settings.MaxSeeds : 0);
        var bytes = StudySize.AboutBytes(trainings, plan.Arms.Max(arm => arm.Spec.Epochs), dataset.Test.Count, dataset.Outputs);
        if (report.Terminal.Memory.WhyTight(bytes, FormattableString.Invariant($"What is kept of {trainings} trainings")) is { } tight)
        {
            report.Warning($"{tight}; finished trainings stay in the store.");
        }
    }

    private void Pilot(StudyPlan plan, Dataset dataset, RunStore store, DevicePool pool, string reason, CancellationToken cancellationToken)
    {
        var pilot = Told(plan, dataset, store, pool, reason, progress => new Study(dataset, store, report.Terminal.Time, new ChapterSubject(), pool)
            .Pilot(plan, StudyRequest.PilotSeeds, request.Replay(), progress, cancellationToken));
        PilotOutput.Print(
            report, pilot, plan.Arms.Count, pool.Workers, plan.Region,
            seeds => (request with { Settings = request.Settings with { Seeds = seeds } }).Replay());
    }

    /// <summary>Trains what is missing.</summary>
    private StudyRecord Carry(StudyPlan plan, Dataset dataset, RunStore store, DevicePool pool, string reason, CancellationToken cancellationToken) =>
        Told(plan, dataset, store, pool, reason, progress => new Study(dataset, store, report.Terminal.Time, new ChapterSubject(), pool).Run(
            plan, request.Settings, request.Replay(), progress, cancellationToken,
            Checks is null ? null : before => Checks(plan, dataset, pool, progress, before)));

    private T Told<T>(StudyPlan plan, Dataset dataset, RunStore store, DevicePool pool, string reason, Func<StudyProgress, T> train)
    {
        var notes = SplitNotes.Of(dataset, plan.Seeds(request.Settings.Seeds).SelectMany(seed => plan.Arms.Select(arm => arm.Request(seed).Spec)));
        report.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temper {ProgramVersion.Engine}, data {dataset.Name} ({dataset.Train.Count} + {dataset.Test.Count} images, {dataset.Source}), "
            + $"{PoolText(pool, reason)}, study {plan.Id()}"));
        DataNoteLines.Print(report, notes);
        report.Info(StudyText.Question(plan));
        using var progress = new StudyProgress(report, plan.Score);
        try
        {
            return train(progress);
        }
        catch (OperationCanceledException)
        {
            report.Warning($"interrupted; what is finished is in {store.Path}; the same command resumes");
            throw;
        }
        catch (DeviceException)
        {
            report.Warning($"the device failed; what is finished is in {store.Path}; the same command resumes from there");
            throw;
        }
    }

    private static string PoolText(DevicePool pool, string reason) => pool.Arithmetic.Length > 0
        ? $"device {DeviceWords.Of(pool, reason)}"
        : string.Create(CultureInfo.InvariantCulture, $"{pool.Workers} trainings side by side{(reason.Length == 0 ? "" : $" on cpu ({reason})")}");

    /// <summary>
    /// The trainings that are sure to come, for the choice of the device; what is stored already counts, so that the same command chooses the
    /// same.
    /// </summary>
    private IReadOnlyList<TrainSpec> Nets(StudyPlan plan)
    {
        var arms = plan.Arms.SelectMany(arm => Enumerable.Repeat(arm.Spec, request.Settings.Seeds));
        return [.. plan.PicksLearningRate ? LearningRateSearch.Tasks(plan.Arms).Select(task => task.Request.Spec).Concat(arms) : arms];
    }
}
