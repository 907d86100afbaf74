using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>
/// Carries out a study: picks learning rates if asked to, trains every arm with every seed, and then opens the test set. Until
/// then everything that is decided or shown is about validation data; each opening is a <see cref="TestLook"/> in the store.
/// </summary>
/// <param name="dataset">The data.</param>
/// <param name="store">Where runs and looks are kept.</param>
/// <param name="time">The clock.</param>
/// <param name="subject">What is known of its subject.</param>
/// <param name="pool">Where the trainings run; Default: all cores of the processor. The caller disposes it.</param>
public sealed class Study(Dataset dataset, RunStore store, TimeProvider time, IStudySubject subject, DevicePool? pool = null)
{
    private readonly DevicePool pool = pool ?? new CpuDevicePool();

    /// <summary>Members that a verdict counts.</summary>
    public const string VerdictPurpose = "verdict";

    /// <summary>Members on which a learning rate was picked.</summary>
    public const string TuningPurpose = "tuning";

    /// <summary>Carries it out, from where the store says it is.</summary>
    /// <param name="plan">What is compared.</param>
    /// <param name="settings">With how many seeds.</param>
    /// <param name="command">The command that repeats it.</param>
    /// <param name="observer">Receives progress callbacks.</param>
    /// <param name="cancellationToken">Stops between two training steps; what is finished stays stored.</param>
    /// <param name="checks">
    /// What is measured beside the trainings, before the test set is opened; called with the measurements of the last look at this study, if there was one.
    /// Null for nothing.
    /// </param>
    /// <returns>What it found.</returns>
    /// <exception cref="SpecException">There are too few seeds for any verdict, or an arm cannot be trained on these data.</exception>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory; what is finished stays stored, and the same call resumes it.</exception>
    /// <exception cref="IOException">The store cannot be written to, or its file was moved, deleted or replaced meanwhile.</exception>
    public StudyRecord Run(StudyPlan plan, StudySettings settings, string command, IStudyObserver observer, CancellationToken cancellationToken, Func<JsonNode?, JsonNode>? checks = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(observer);
        Check(plan, settings);
        plan = WithLooks(plan, settings);
        if (plan.IsSequential && plan.Arms.FirstOrDefault(arm => arm.Spec.SplitOf(dataset).Valid.Length == 0) is { } blind)
        {
            throw new DataException(
                $"The sequential rule decides on validation data whether to continue, but {blind.Name} has no validation images of {dataset.Name}; give it a larger validation split, or a fixed number of seeds.");
        }

        var started = time.GetTimestamp();
        var runner = new StudyRunner(dataset, store, pool, time);
        plan = PickLearningRates(plan, runner, command, observer, cancellationToken);
        var seeds = settings.Seeds;
        observer.Begin("trainings", [.. plan.Arms.Select(arm => arm.Name)], plan.Seeds(seeds));
        try
        {
            var results = Train(plan, 0, seeds, runner, command, observer, cancellationToken);
            var measured = checks is null ? null : Measured(plan, checks);
            while (plan.IsSequential)
            {
                var isSpent = seeds >= settings.MaxSeeds || (settings.MaxTime is { } limit && time.GetElapsedTime(started) >= limit);
                if (isSpent || IsDecided(plan, results, seeds, RunFigures.Valid, []))
                {
                    // Validation data say that it is enough: the test set is opened, and that look is counted.
                    var look = Look(plan, results, command, measured);
                    if (isSpent || IsDecided(plan, results, seeds, RunFigures.Test, StudyJson.ReadSight(look.Result, store.Path).Joined))
                    {
                        break;
                    }

                    observer.Note(string.Create(
                        CultureInfo.InvariantCulture, $"{seeds} seeds: decided on validation data, not yet on the test set (look {look.Number}); more seeds follow"));
                }

                var block = Math.Min(settings.Block, settings.MaxSeeds - seeds);
                observer.AddSeeds([.. Enumerable.Range(seeds, block).Select(plan.Seed)]);
                results = [.. results, .. Train(plan, seeds, block, runner, command, observer, cancellationToken)];
                seeds += block;
            }

            var record = Record(plan.Id(), store, subject, Look(plan, results, command, measured));
            store.RequireInPlace();
            return record;
        }
        finally
        {
            observer.Complete();
        }
    }

    /// <summary>Trains the first few seeds of a study and tells from their validation accuracies how many it takes. The test set stays sealed.</summary>
    /// <param name="plan">What is to be compared.</param>
    /// <param name="seeds">Seeds of the pilot, at least 2.</param>
    /// <param name="command">The command that carries the study out.</param>
    /// <param name="observer">Receives progress callbacks.</param>
    /// <param name="cancellationToken">Stops between two training steps; what is finished stays stored.</param>
    /// <exception cref="DataException">An arm has no validation images.</exception>
    public PilotRecord Pilot(StudyPlan plan, int seeds, string command, IStudyObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentOutOfRangeException.ThrowIfLessThan(seeds, 2);
        if (plan.Arms.FirstOrDefault(arm => arm.Spec.SplitOf(dataset).Valid.Length == 0) is { } blind)
        {
            throw new DataException($"A pilot looks at validation data, but {blind.Name} has no validation images of {dataset.Name}; give it a larger validation split.");
        }

        var runner = new StudyRunner(dataset, store, pool, time);
        plan = PickLearningRates(plan, runner, command, observer, cancellationToken);
        observer.Begin("pilot trainings", [.. plan.Arms.Select(arm => arm.Name)], plan.Seeds(seeds));
        try
        {
            return StudyAnalysis.Pilot(plan, Train(plan, 0, seeds, runner, command, observer, cancellationToken));
        }
        finally
        {
            observer.Complete();
        }
    }

    /// <summary>The record of a study that has opened the test set, made again from the store.</summary>
    /// <param name="id">The study's id, or the beginning of it.</param>
    /// <param name="store">The store.</param>
    /// <param name="subject">What is known of its subject.</param>
    /// <param name="look">The look to report. Default: the last one.</param>
    /// <exception cref="StoreException">There is no such study.</exception>
    /// <exception cref="SpecException">It is not finished: its test set is still sealed.</exception>
    public static StudyRecord Record(string id, RunStore store, IStudySubject subject, TestLook? look = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(subject);
        var study = store.FindStudy(id)
            ?? throw new StoreException($"There is no study {id} in {store.Path}; temper runs list --studies shows those that there are.");
        var looks = store.Looks(study.Id);
        if (looks.Count == 0)
        {
            throw new SpecException(
                $"The study {study.Id} is not finished, so its test set is still sealed; {(Shell.Again(study.Command) is { } command ? $"resume it: {command}" : "the program that began it can resume it.")}");
        }

        look ??= looks[^1];
        var sight = StudyJson.ReadSight(look.Result, $"{store.Path}, study {study.Id}");
        var found = store.Get([.. sight.Runs.SelectMany(runs => runs).Distinct()]).ToDictionary(run => run.Id);
        if (sight.Runs.SelectMany(runs => runs).FirstOrDefault(run => !found.ContainsKey(run)) is { } missing)
        {
            throw new StoreException($"{store.Path}: run {missing} of study {study.Id} is gone{(Shell.Again(sight.Command) is { } command ? $"; train it again: {command}" : "; train it again with the program that asked for it.")}");
        }

        try
        {
            return Analysed();
        }
        catch (JsonException error)
        {
            throw StudyJson.Unreadable(error, $"{store.Path}, study {study.Id}");
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or ArgumentException or ArithmeticException or IndexOutOfRangeException or KeyNotFoundException or FormatException)
        {
            // Sound by its digests, and yet nothing that this program could have stored.
            throw new StoreException($"{store.Path}, study {study.Id}: what its look at the test set saw and its runs contradict each other ({StoreErrors.Said(error)}); run the study again in a new store.", error);
        }

        StudyRecord Analysed() => StudyAnalysis.Of(
            study.Id, sight, [.. sight.Runs.Select(runs => (IReadOnlyList<StoredRun>)[.. runs.Select(run => found[run])])], looks, store.OtherLooks(study.Id, study.DatasetHash), subject) with { SingleLooks = store.SingleLooks(study.DatasetHash) };
    }

    /// <summary>Checks all that can be checked without data: whether there are enough seeds for a verdict, and seeds for all that is to be trained.</summary>
    /// <param name="plan">What is compared.</param>
    /// <param name="settings">With how many seeds.</param>
    /// <param name="memory">The memory that results are kept in; null (the default) where that is not known.</param>
    /// <exception cref="SpecException">There can be no verdict, or there are no such seeds, or more trainings than there may be.</exception>
    /// <exception cref="NotEnoughMemoryException">There is not enough memory for the results of that many trainings.</exception>
    public static void Check(StudyPlan plan, StudySettings settings, HostMemory? memory = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Seeds);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(settings.Block);
        if (plan.IsSequential && settings.MaxSeeds < settings.Seeds)
        {
            throw new SpecException($"The first block has {settings.Seeds} seeds, more than the {settings.MaxSeeds} that there may be at most; make --max-seeds larger.");
        }

        plan = WithLooks(plan, settings);
        var largest = plan.Contrasts.GroupBy(StudyAnalysis.FamilyOf).Max(family => family.Count());
        var needed = PairedAnalysis.SeedsNeeded(largest, plan.Verdicts());
        var given = plan.IsSequential ? settings.MaxSeeds : settings.Seeds;
        if (given < needed)
        {
            var wish = needed == int.MaxValue && plan.Rule == StoppingRule.Planned ? "no look before --max-seeds has enough; make it larger" : needed == int.MaxValue ? "no number of seeds is enough for so many questions; compare fewer arms" : string.Create(CultureInfo.InvariantCulture, $"give --{(plan.IsSequential ? "max-" : "")}seeds {needed} or more");
            throw new SpecException(string.Create(
                CultureInfo.InvariantCulture,
                $"With {given} seed{(given == 1 ? "" : "s")} no outcome of {plan.Arms.Count} arms ({largest} question{(largest == 1 ? "" : "s")} at level {plan.Alpha}) could be significant, so there can be no verdict; {wish}."));
        }

        if (plan.IsSequential && plan.Arms.FirstOrDefault(arm => arm.Spec.ValidFraction == 0) is { } blind)
        {
            throw new SpecException($"The sequential rule decides on validation data whether to continue, but {blind.Name} has no validation split; give it one, or leave --until-decided out.");
        }

        try
        {
            _ = new SeedRange(plan.FirstSeed, Math.Max(settings.Seeds, plan.IsSequential ? settings.MaxSeeds : 0), LearningRateSearch.FirstSeed - 1);
        }
        catch (SpecException error)
        {
            throw new SpecException($"{error.Message.TrimEnd('.')} (those after it are kept for picking learning rates).", error);
        }

        StudySize.CheckArms(plan.Arms.Count);
        StudySize.Check(plan.Arms.Count, Math.Max(settings.Seeds, plan.IsSequential ? settings.MaxSeeds : 0), epochs: 1, memory);
    }

    private static StudyPlan WithLooks(StudyPlan plan, StudySettings settings) =>
        plan.Rule == StoppingRule.Planned ? plan with { Looks = new PlannedLooks(settings.Seeds, settings.Block, settings.MaxSeeds) } : plan;

    private JsonNode Measured(StudyPlan plan, Func<JsonNode?, JsonNode> checks)
    {
        var source = $"{store.Path}, study {plan.Id()}";
        var before = store.Looks(plan.Id()) is [.., var last] ? StudyJson.ReadSight(last.Result, source).Checks : null;
        try
        {
            return checks(before);
        }
        catch (JsonException error)
        {
            throw StudyJson.Unreadable(error, source);
        }
    }

    private StudyPlan PickLearningRates(
        StudyPlan plan, StudyRunner runner, string command, IStudyObserver observer, CancellationToken cancellationToken)
    {
        if (!plan.PicksLearningRate)
        {
            return plan;
        }

        var tasks = LearningRateSearch.Tasks(plan.Arms);
        Save(plan, command, [.. tasks.Select(task => new StudyMember(TuningPurpose, plan.Arms[task.Arm / LearningRateSearch.Grid.Count].Name, task.Request.Spec.Seed, RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic)))]);
        observer.Begin(
            "learning rates, on seeds that the verdict does not use", LearningRateSearch.Names(plan.Arms),
            LearningRateSearch.SeedsOfItsOwn.Slice(0, LearningRateSearch.Seeds));
        try
        {
            var choices = LearningRateSearch.Choose(plan.Arms, runner.Run(tasks, observer, cancellationToken));
            return plan with { LearningRates = choices, Arms = [.. plan.Arms.Select((arm, i) => arm.At(choices[i].Chosen))] };
        }
        finally
        {
            observer.Complete();
        }
    }

    /// <summary>Trains a block of seeds; results come as [seed][arm].</summary>
    private List<IReadOnlyList<StoredRun>> Train(
        StudyPlan plan, int first, int count, StudyRunner runner, string command, IStudyObserver observer, CancellationToken cancellationToken)
    {
        var tasks = (from seed in Enumerable.Range(first, count)
                     from arm in Enumerable.Range(0, plan.Arms.Count)
                     select new StudyTask(arm, seed, plan.Arms[arm].Request(plan.Seed(seed)))).ToList();
        Save(plan, command, [.. tasks.Select(task => new StudyMember(VerdictPurpose, task.Request.Name, task.Request.Spec.Seed, RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic)))]);
        return [.. runner.Run(tasks, observer, cancellationToken).Chunk(plan.Arms.Count)];
    }

    private void Save(StudyPlan plan, string command, IReadOnlyList<StudyMember> members) => store.SaveStudy(new StoredStudy
    {
        Id = plan.Id(),
        Kind = plan.Kind.Text(),
        Title = StudyText.Question(plan),
        Plan = StudyJson.Write(plan),
        Command = command,
        DatasetHash = plan.DatasetHash,
        Created = time.GetUtcNow(),
        Members = members,
    });

    /// <summary>Whether no question is worth more seeds: each has its word, or an arm that has diverged with every seed so far.</summary>
    private static bool IsDecided(
        StudyPlan plan, IReadOnlyList<IReadOnlyList<StoredRun>> cells, int seeds, Func<StoredRun, double> figure, IReadOnlyList<JoinedQuestion> joined) =>
        StudyAnalysis.Compare(plan, [.. cells.Take(seeds)], figure, joined)
            .All(question => question.Pairs == 0 || question.Verdict is not (VerdictWord.Undecided or VerdictWord.TooFewSeeds));

    /// <summary>Opens the test set: records the look with its time, runs and rule.</summary>
    private TestLook Look(StudyPlan plan, List<IReadOnlyList<StoredRun>> cells, string command, JsonNode? checks)
    {
        var runs = cells.Select(cell => (IReadOnlyList<string>)[.. cell.Select(run => run.Id)]).ToList();
        var rule = string.Create(
            CultureInfo.InvariantCulture, $"{plan.Region} {plan.Alpha} {plan.Rule} {plan.Looks} {string.Join(';', plan.Contrasts.Select(contrast => $"{contrast.Name}/{contrast.Against}"))}");
        var earlier = EarlierSight.In(store, plan.DatasetHash);
        var joined = QuestionFamily.Joined(plan, runs, earlier);
        var sight = new StudySight(plan, command, runs, StudyAnalysis.CompareTest(plan, cells, joined), checks)
        {
            Differences = QuestionFamily.Differences(plan, [.. cells.Select(cell => cell.Select(RunFigures.Test).ToArray())]),
            Joined = joined,
            Before = QuestionFamily.WithOtherSeeds(plan, earlier),
        };
        return store.Look(plan.Id(), plan.DatasetHash, cells.Count, RunId.Of([.. runs.SelectMany(ids => ids), rule]), StudyJson.Write(sight));
    }
}
