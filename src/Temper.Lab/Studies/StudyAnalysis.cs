using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>From a study's runs to its answers. Nothing here trains or reads files: the same runs give the same record.</summary>
internal static class StudyAnalysis
{
    /// <summary>The family a question is corrected with: arms against arms, or the effects of a factorial.</summary>
    public static string FamilyOf(Contrast contrast) => FamilyOf(contrast.Kind);

    private static string FamilyOf(ContrastKind kind) => kind == ContrastKind.Pair ? "pairs" : "effects";

    /// <summary>Most classes whose differences are compared one by one: more fit on no page, and each takes an interval to be found.</summary>
    private const int MostClasses = 100;

    /// <summary>The answers about one figure of the runs.</summary>
    /// <param name="plan">The questions.</param>
    /// <param name="cells">The runs as [seed][arm].</param>
    /// <param name="figure">The figure, of which more is better; NaN where a run has none.</param>
    /// <param name="joined">Questions of other studies in the families.</param>
    public static IReadOnlyList<ContrastResult> Compare(
        StudyPlan plan, IReadOnlyList<IReadOnlyList<StoredRun>> cells, Func<StoredRun, double> figure, IReadOnlyList<JoinedQuestion> joined)
    {
        var settings = plan.Verdicts();
        var values = cells.Select(cell => cell.Select(figure).ToArray()).ToList();
        var results = new ContrastResult[plan.Contrasts.Count];
        var families = plan.Contrasts.Select((contrast, i) => (Contrast: contrast, Index: i)).GroupBy(question => FamilyOf(question.Contrast));
        foreach (var family in families)
        {
            var samples = family.Select(question => new PairedSample(question.Contrast.Name, [.. values.Select(question.Contrast.Of)])).ToList();
            var more = joined.Where(question => FamilyOf(question.Kind) == family.Key)
                .Select(question => new PairedSample(question.Name, [.. question.Differences.Select(value => value ?? double.NaN)])).ToList();
            var alone = more.Count == 0 ? null : PairedAnalysis.Compare(samples, settings);
            var judged = family.Zip(PairedAnalysis.Compare([.. samples, .. more], settings)).Select((pair, i) => (pair, i));
            foreach (var ((question, comparison), i) in judged)
            {
                results[question.Index] = Result(question.Contrast, comparison, cells.Count) with
                {
                    Alone = alone is null ? null
                        : new OwnFamily(
                            samples.Count, samples.Count + more.Count, Word(question.Contrast.Kind, alone[i].Verdict), alone[i].AdjustedPValue),
                };
            }
        }

        return results;
    }

    /// <summary>
    /// The answers about the test set, and second ones: about new images of its kind, and, where trainings failed, with those counted as
    /// guessing.
    /// </summary>
    public static IReadOnlyList<ContrastResult> CompareTest(
        StudyPlan plan, IReadOnlyList<IReadOnlyList<StoredRun>> cells, IReadOnlyList<JoinedQuestion> joined)
    {
        var results = Compare(plan, cells, run => RunFigures.Gain(plan, run), joined);
        results = [.. results.Zip(plan.Contrasts, (result, contrast) => result with { NewImages = OfNewImages(plan, contrast, result, cells) })];
        if (cells.SelectMany(cell => cell).Select(run => run.Record?.ChanceScore).FirstOrDefault(score => score is not null) is not { } chance
            || results.All(result => result.Missing == 0))
        {
            return results;
        }

        var second = Compare(plan, cells, run => run.Record is null ? plan.Score.Sign * chance : RunFigures.Gain(plan, run), joined);
        return
        [
            .. results.Zip(second, (result, other) => result.Missing == 0 ? result : result with
            {
                FailuresAsChance = new SecondAnswer(other.Mean, other.FamilyLow, other.FamilyHigh, other.Verdict),
            }),
        ];
    }

    /// <summary>How many seeds the questions take, as far as validation scores of a few seeds can tell.</summary>
    public static PilotRecord Pilot(StudyPlan plan, IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        var questions = plan.Contrasts.Select(contrast =>
        {
            var level = plan.Alpha / plan.Contrasts.Count(other => FamilyOf(other) == FamilyOf(contrast));
            double[] differences = [.. cells
                .Select(cell => contrast.Of([.. cell.Select(run => plan.Score.Sign * RunFigures.Valid(run))]))
                .Where(double.IsFinite)];
            var deviation = Finite(Statistics.Finite.Deviation(differences, Statistics.Finite.Mean(differences)));
            return new PilotQuestion(
                contrast.Name, contrast.Against, deviation,
                deviation is { } half ? SeedsNeeded.ToShow(0.5, half, level) : null,
                deviation is { } whole ? SeedsNeeded.ToShow(1, whole, level) : null,
                deviation is { } none && plan.Region > 0 ? SeedsNeeded.ToDismiss(plan.Region, none, level) : null);
        });
        var seconds = cells
            .SelectMany(cell => cell)
            .Select(run => run.Record)
            .OfType<RunRecord>()
            .Select(run => run.TrainSeconds + run.ValidSeconds)
            .DefaultIfEmpty()
            .Average();
        return new PilotRecord(plan.Id(), cells.Count, [.. questions], seconds);
    }

    /// <summary>The bar widened by what other test images would have changed, at the level of one question of the family.</summary>
    private static SecondAnswer? OfNewImages(StudyPlan plan, Contrast contrast, ContrastResult result, IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        var whole = cells.Where(cell => contrast.Terms.All(term => cell[term.Arm].Record is not null)).ToList();
        if (result is not { Mean: { } mean, HasBar: true }
            || whole.Count < 2
            || whole[0][contrast.Terms[0].Arm].Record?.TestGuesses?.Images is not (> 1 and var images))
        {
            return null;
        }

        var crossed = CrossedVariance.Of(
            images,
            [.. contrast.Terms.Select(term => term.Weight)],
            [.. whole.Select(
                cell => (IReadOnlyList<ReadOnlyMemory<int>>)[.. contrast.Terms.Select(term => cell[term.Arm].Record!.TestGuesses!.WrongImages)])]);
        var family = result.Alone?.Among ?? plan.Contrasts.Count(other => FamilyOf(other) == FamilyOf(contrast));
        var bar = new Interval(result.FamilyLow ?? double.NegativeInfinity, result.FamilyHigh ?? double.PositiveInfinity);
        var wide = CrossedVariance.Widen(bar, mean, crossed.ImageError, 1 - (plan.Alpha / family));
        var word = result.Verdict == VerdictWord.TooFewSeeds
            ? VerdictWord.TooFewSeeds
            : Word(contrast.Kind, PairedAnalysis.Word(wide, mean, plan.Region));
        return new SecondAnswer(mean, Finite(wide.Low), Finite(wide.High), word);
    }

    /// <summary>The whole record.</summary>
    public static StudyRecord Of(
        string id, StudySight sight, IReadOnlyList<IReadOnlyList<StoredRun>> cells, IReadOnlyList<TestLook> looks, int otherLooks,
        IStudySubject subject)
    {
        var plan = sight.Plan;
        var command = Shell.Again(sight.Command) ?? "";
        var byArm = plan.Arms.Select((_, a) => (IReadOnlyList<StoredRun>)[.. cells.Select(cell => cell[a])]).ToList();

        // What was seen then: nothing is judged anew, so no later version can change a look, and a report costs next to nothing.
        var idle = IdleArm.Of(plan, cells);
        ContrastResult[] results = [.. sight.Results.Zip(idle, (result, nothing) => result with { Unchanged = nothing?.Text })];
        var classNames = cells.SelectMany(cell => cell).Select(run => run.Record?.ClassNames).FirstOrDefault(names => names is not null) ?? [];
        var arms = plan.Arms.Select((arm, a) => Summary(arm, byArm[a])).ToList();
        var protocol = subject.Protocol(plan);
        var record = new StudyRecord
        {
            Id = id,
            Kind = plan.Kind,
            Question = StudyText.Question(plan),
            Answer = StudyAnswer.Of(plan, results, subject),
            ProtocolText = protocol,
            Conditions = StudyAnswer.Conditions(plan, protocol, arms, cells.Count),
            Confounded = subject.Confounded(plan),
            Further = FurtherSeeds.Of(plan, results, cells.Count, command),
            Plan = plan,
            Seeds = cells.Count,
            Results = results,
            Joined = sight.Joined,
            Before = sight.Before,
            Arms = arms,
            Classes = Classes(plan, byArm, classNames),
            ClassNames = classNames,
            Epochs = [.. plan.Arms.Select((arm, a) => Epochs(arm, byArm[a]))],
            ArmIntervals = [.. byArm.Select(runs => ArmInterval([.. runs.Select(RunFigures.Test).Where(double.IsFinite)]))],
            Runs = [.. cells.SelectMany((cell, s) => cell.Select((run, a) => Run(plan.Arms[a].Name, plan.Seed(s), run)))],
            Looks = [.. looks.Select(look => new StudyLook(look.Number, look.At, look.Seeds))],
            OtherLooks = otherLooks,
            Arithmetic = cells.SelectMany(cell => cell).Select(run => run.Arithmetic).FirstOrDefault(arithmetic => arithmetic.Length > 0),
            Notes =
            [
                .. FamilyText.Notes(plan, results, sight.Joined, sight.Before), .. IdleArm.Notes([.. idle.OfType<IdleArm>()]),
                .. StudyText.Notes(plan, results, arms, looks, cells), .. TrainingModeText.Notes(plan, subject), .. OfClasses(classNames),
            ],
            DataNotes = DataNotes.Together(
                [.. cells.SelectMany(cell => cell).Select(run => run.Record?.DataNotes).OfType<IReadOnlyList<DataNote>>()]),
            TrainingSeconds = cells.Sum(cell => cell.Sum(run => run.Record is { } record ? record.TrainSeconds + record.ValidSeconds : 0)),
            Command = command,
        };
        return sight.Checks is { } checks ? subject.Judge(record, checks) : record;
    }

    private static ContrastResult Result(Contrast contrast, PairedComparison comparison, int seeds) => new()
    {
        Name = contrast.Name,
        Against = contrast.Against,
        Kind = contrast.Kind,
        Pairs = comparison.Pairs,
        Missing = seeds - comparison.Pairs,
        Wins = comparison.Shape.Wins,
        Losses = comparison.Shape.Losses,
        Mean = Finite(comparison.Mean),
        Median = Finite(comparison.Shape.Median),
        InterquartileMean = Finite(comparison.Shape.InterquartileMean),
        StandardDeviation = Finite(comparison.StandardDeviation),
        Skewness = Finite(comparison.Shape.Skewness),
        Low = Finite(comparison.Interval.Low),
        High = Finite(comparison.Interval.High),
        FamilyLow = Finite(comparison.FamilyInterval.Low),
        FamilyHigh = Finite(comparison.FamilyInterval.High),
        HasBar = !double.IsNaN(comparison.FamilyInterval.Low),
        PValue = comparison.PValue,
        AdjustedPValue = comparison.AdjustedPValue,
        AdjustedEquivalencePValue = comparison.AdjustedEquivalencePValue,
        SmallestEffect = Finite(comparison.SmallestEffect),
        SeedsToShow = comparison.SeedsToShow,
        SeedsToDismiss = comparison.SeedsToDismiss,
        Verdict = Word(contrast.Kind, comparison.Verdict),
    };

    /// <summary>A sum has no good and no bad side: interactions have words of their own.</summary>
    private static VerdictWord Word(ContrastKind kind, VerdictWord word) => (kind, word) switch
    {
        (ContrastKind.Interaction, VerdictWord.Helps) => VerdictWord.MoreThanTheSum,
        (ContrastKind.Interaction, VerdictWord.Hurts) => VerdictWord.LessThanTheSum,
        (ContrastKind.Interaction, VerdictWord.Negligible) => VerdictWord.AddUp,
        _ => word,
    };

    private static ArmSummary Summary(Arm arm, IReadOnlyList<StoredRun> runs)
    {
        var done = runs.Where(run => run.Record is not null).ToList();
        var test = done.Select(RunFigures.Test).ToList();
        return new ArmSummary
        {
            Name = arm.Name,
            Runs = done.Count,
            Failed = runs.Count - done.Count,
            LearningRate = arm.Spec.Optimizer.LearningRate,
            Parameters = done.Count == 0 ? 0 : done[0].Record!.Parameters,
            Test = Mean(test),
            TestDeviation = test.Count < 2 ? null : Statistics.Finite.Deviation(test.ToArray(), test.Average()),
            Wrong = Mean([.. done.Select(run => run.Record!.Wrong).OfType<int>().Select(wrong => (double)wrong)]),
            Valid = Mean([.. done.Select(RunFigures.Valid)]),
            Train = Mean([.. done.Select(RunFigures.Train)]),
            Seconds = Mean([.. done.Select(run => run.Record!.TrainSeconds + run.Record.ValidSeconds)]),
        };
    }

    private static StudyNote[] OfClasses(IReadOnlyList<string> classNames) => classNames.Count <= MostClasses ? [] :
    [
        new(
            FormattableString.Invariant(
                $"Differences by class are left out: there are {classNames.Count} classes, and at most {MostClasses} are shown."),
            IsWarning: false),
    ];

    private static List<ClassDifference> Classes(StudyPlan plan, List<IReadOnlyList<StoredRun>> byArm, IReadOnlyList<string> classNames) =>
    [
        .. from arm in Enumerable.Range(1, plan.Arms.Count - 1)
           from label in Enumerable.Range(0, classNames.Count > MostClasses ? 0 : classNames.Count)
           let differences = byArm[arm].Zip(byArm[0], (run, reference) => RunFigures.Recall(run, label) - RunFigures.Recall(reference, label))
               .Where(double.IsFinite).ToArray()
           let interval = SignFlipInterval.OfMean(differences)
           select new ClassDifference(plan.Arms[arm].Name, classNames[label], Mean(differences), Finite(interval.Low), Finite(interval.High)),
    ];

    private static ArmEpochs Epochs(Arm arm, IReadOnlyList<StoredRun> runs)
    {
        var done = runs.Where(run => run.Record is not null).Select(run => run.Record!).ToList();
        return new ArmEpochs(
            arm.Name,
            [.. done.Select(record => record.TrainScoreInEvaluation.Count > 0 ? record.TrainScoreInEvaluation : record.TrainScore)],
            done.Exists(record => record.ValidScore.Count == 0) ? [] : [.. done.Select(record => record.ValidScore)]);
    }

    private static StudyRun Run(string arm, ulong seed, StoredRun run) => new(
        arm, seed, run.Id, Finite(RunFigures.Test(run)), Finite(RunFigures.Valid(run)), Finite(RunFigures.Train(run)), run.Failure?.Step,
        run.Record?.WeightsHash, run.Record?.WeightNorm, run.Record?.Program ?? run.Failure!.Program, run.Record?.Machine ?? run.Failure!.Machine);

    private static ArmInterval? ArmInterval(double[] accuracies)
    {
        var interval = SignFlipInterval.OfMean(accuracies);
        return accuracies.Length == 0 ? null : new ArmInterval(accuracies.Average(), Finite(interval.Low), Finite(interval.High));
    }

    private static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : Finite(values.Average());

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
