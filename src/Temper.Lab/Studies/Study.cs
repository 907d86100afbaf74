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
/// <param name="pool">Where the trainings run. Default: all cores of the processor. The caller disposes it.</param>
public sealed partial class Study(Dataset dataset, RunStore store, TimeProvider time, IStudySubject subject, DevicePool? pool = null)
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
    /// What is measured beside the trainings, before the test set is opened; called with
    /// the measurements of the last look at this study, if there was one. Null for nothing.
    /// </param>
    /// <returns>What it found.</returns>
    /// <exception cref="SpecException">There are too few seeds for any verdict, or an arm cannot be trained on these data.</exception>
    /// <exception cref="DeviceException">
    /// The device failed, or a single net does not fit into its memory; what is finished stays stored, and the same call resumes it.
    /// </exception>
    /// <exception cref="IOException">The store cannot be written to, or its file was moved, deleted or replaced meanwhile.</exception>
    public StudyRecord Run(
        StudyPlan plan,
        StudySettings settings,
        string command,
        IStudyObserver observer,
        CancellationToken cancellationToken,
        Func<JsonNode?, JsonNode>? checks = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(settings);
        ArgumentNullException.ThrowIfNull(observer);
        Check(plan, settings);
        plan = WithLooks(plan, settings);
        RequireValidation(plan);
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
                if (isSpent || IsDecided(plan, results, seeds, run => plan.Score.Sign * RunFigures.Valid(run), []))
                {
                    // Validation data say that it is enough: the test set is opened, and that look is counted.
                    var look = Look(plan, results, command, measured);
                    if (isSpent
                        || IsDecided(plan, results, seeds, run => RunFigures.Gain(plan, run), StudyJson.ReadSight(look.Result, store.Path).Joined))
                    {
                        break;
                    }

                    observer.Note(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{seeds} seeds: decided on validation data, not yet on the test set (look {look.Number}); more seeds follow"));
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

    /// <summary>
    /// Trains the first few seeds of a study and tells from their validation scores how many it takes. The test set stays sealed.
    /// </summary>
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
            throw new DataException(
                $"A pilot looks at validation data, but {blind.Name} has no validation images of {dataset.Name}; give it a larger validation split.");
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

    /// <summary>A sequential study decides on validation data.</summary>
    /// <exception cref="DataException">An arm has none.</exception>
    private void RequireValidation(StudyPlan plan)
    {
        if (plan.IsSequential && plan.Arms.FirstOrDefault(arm => arm.Spec.SplitOf(dataset).Valid.Length == 0) is { } blind)
        {
            throw new DataException(
                $"The sequential rule decides on validation data whether to continue, but {blind.Name} has no validation images of {dataset.Name}; "
                + "give it a larger validation split, or a fixed number of seeds.");
        }
    }

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
        Save(
            plan,
            command,
            [.. tasks.Select(task => new StudyMember(
                TuningPurpose,
                plan.Arms[task.Arm / LearningRateSearch.Grid.Count].Name,
                task.Request.Spec.Seed,
                RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic)))]);
        observer.Begin(
            "learning rates, on seeds that the verdict does not use", LearningRateSearch.Names(plan.Arms),
            LearningRateSearch.SeedsOfItsOwn.Slice(0, LearningRateSearch.Seeds));
        try
        {
            var choices = LearningRateSearch.Choose(plan.Score, plan.Arms, runner.Run(tasks, observer, cancellationToken));
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
        Save(
            plan,
            command,
            [.. tasks.Select(task => new StudyMember(
                VerdictPurpose, task.Request.Name, task.Request.Spec.Seed, RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic)))]);
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
        StudyPlan plan,
        IReadOnlyList<IReadOnlyList<StoredRun>> cells,
        int seeds,
        Func<StoredRun, double> figure,
        IReadOnlyList<JoinedQuestion> joined) =>
        StudyAnalysis.Compare(plan, [.. cells.Take(seeds)], figure, joined)
            .All(question => question.Pairs == 0 || question.Verdict is not (VerdictWord.Undecided or VerdictWord.TooFewSeeds));

    /// <summary>Opens the test set: records the look with its time, runs and rule.</summary>
    private TestLook Look(StudyPlan plan, List<IReadOnlyList<StoredRun>> cells, string command, JsonNode? checks)
    {
        var runs = cells.Select(cell => (IReadOnlyList<string>)[.. cell.Select(run => run.Id)]).ToList();
        var rule = string.Create(
            CultureInfo.InvariantCulture,
            $"{plan.Region} {plan.Alpha} {plan.Rule} {plan.Looks} "
                + $"{string.Join(';', plan.Contrasts.Select(contrast => $"{contrast.Name}/{contrast.Against}"))}");
        var earlier = EarlierSight.In(store, plan.DatasetHash);
        var joined = QuestionFamily.Joined(plan, runs, earlier);
        var sight = new StudySight(plan, command, runs, StudyAnalysis.CompareTest(plan, cells, joined), checks)
        {
            Differences = QuestionFamily.Differences(plan, [.. cells.Select(cell => cell.Select(run => RunFigures.Gain(plan, run)).ToArray())]),
            Joined = joined,
            Before = QuestionFamily.WithOtherSeeds(plan, earlier),
        };
        return store.Look(plan.Id(), plan.DatasetHash, cells.Count, RunId.Of([.. runs.SelectMany(ids => ids), rule]), StudyJson.Write(sight));
    }
}
