using System.Globalization;
using Temper.Data;
using Temper.Lab.Runs;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>The same questions at several values of one setting: studies that differ in that setting and in nothing else.</summary>
/// <param name="Setting">"learning rate", "number of epochs", "batch size" or "number of training images".</param>
/// <param name="Values">Its value in each study, rising.</param>
/// <param name="Studies">The studies, in that order.</param>
public sealed record StudySeries(string Setting, IReadOnlyList<double> Values, IReadOnlyList<StudyRecord> Studies)
{
    private const string LearningRate = "learning rate";
    private const string Epochs = "number of epochs";

    /// <summary>What studies may differ in: its name, its value in a spec, and the spec with a value that all can share.</summary>
    private static readonly (string Name, Func<TrainSpec, double> Value, Func<TrainSpec, TrainSpec> Without)[] Settings =
    [
        (LearningRate, spec => spec.Optimizer.LearningRate, spec => spec with { Optimizer = spec.Optimizer with { LearningRate = 1 } }),
        (Epochs, spec => spec.Epochs, WithoutEpochs),
        ("batch size", spec => spec.BatchSize, spec => spec with { BatchSize = 1 }),
        ("number of training images", spec => spec.TrainRows ?? double.PositiveInfinity, spec => spec with { TrainRows = null }),
    ];

    /// <summary>One epoch; a patience of as many epochs as there are grows with them.</summary>
    private static TrainSpec WithoutEpochs(TrainSpec spec)
    {
        var stopping = spec.Find<EarlyStopping>();
        var one = spec with { Epochs = 1 };
        return stopping?.Patience == spec.Epochs ? one.With(stopping with { Patience = 1 }) : one;
    }

    /// <summary>Puts studies in the order of the setting that they differ in.</summary>
    /// <param name="studies">At least two.</param>
    /// <exception cref="SpecException">They differ in something else too, or in nothing, or the arms of one differ in the setting.</exception>
    public static StudySeries Of(IReadOnlyList<StudyRecord> studies)
    {
        ArgumentNullException.ThrowIfNull(studies);
        ArgumentOutOfRangeException.ThrowIfLessThan(studies.Count, 2);
        var first = studies[0];
        foreach (var other in studies.Skip(1))
        {
            RequireComparable(first, other);
        }

        var differing = Settings
            .Where(setting => Enumerable.Range(0, first.Plan.Arms.Count)
                .Any(arm => studies.Select(study => setting.Value(study.Plan.Arms[arm].Spec)).Distinct().Count() > 1))
            .ToList();
        if (differing is not [var (name, value, _)])
        {
            var expected = StudyText.Join([.. Settings.Select(setting => setting.Name)]);
            var received = differing.Count == 0
                ? "studies that have all of them in common"
                : StudyText.Join([.. differing.Select(setting => setting.Name)]);
            throw new SpecException(
                $"Studies are put side by side by the one setting that they differ in: expected one of {expected}, received {received}.");
        }

        foreach (var study in studies)
        {
            if (study.Plan.Arms.Select(arm => value(arm.Spec)).Distinct().Count() > 1)
            {
                throw new SpecException(
                    $"Study {study.Id}: expected one {name} for all its arms, "
                    + $"received {StudyText.Join([.. study.Plan.Arms.Select(arm => Text(value(arm.Spec))).Distinct()])}.");
            }

            for (var arm = 0; arm < first.Plan.Arms.Count; arm++)
            {
                if (Common(study.Plan.Arms[arm].Spec) != Common(first.Plan.Arms[arm].Spec))
                {
                    throw new SpecException(
                        $"Studies {first.Id} and {study.Id}: {first.Plan.Arms[arm].Name} differs in more than the {name}; "
                        + "temper report STUDY shows the specs of its arms.");
                }
            }
        }

        var ordered = studies.Select(study => (Value: value(study.Plan.Arms[0].Spec), Study: study)).OrderBy(pair => pair.Value).ToList();
        return ordered.GroupBy(pair => pair.Value).FirstOrDefault(group => group.Count() > 1) is { } twice
            ? throw new SpecException(
                $"Studies {StudyText.Join([.. twice.Select(pair => pair.Study.Id)])}: "
                + $"expected one study for each {name}, received {twice.Count()} with {Text(twice.Key)}.")
            : new StudySeries(name, [.. ordered.Select(pair => pair.Value)], [.. ordered.Select(pair => pair.Study)]);
    }

    /// <summary>Ten hexadecimal digits that depend on the studies.</summary>
    public string Id => RunId.Of(Studies.Select(study => study.Id));

    /// <summary>What the pictures are about: "fashion-mnist, 5 epochs, sound protocol, 30 seeds each".</summary>
    public string Conditions
    {
        get
        {
            var plan = Studies[0].Plan;
            var spec = plan.Arms[0].Spec;
            var seeds = Studies.Select(study => study.Seeds).Distinct().Order().ToList();
            string[] parts =
            [
                plan.Dataset,
                .. Setting == Epochs ? Array.Empty<string>() : [$"{Text(spec.Epochs)} epoch{(spec.Epochs == 1 ? "" : "s")}"],
                .. Setting == LearningRate || plan.Arms.Any(arm => arm.Spec.Optimizer.LearningRate != spec.Optimizer.LearningRate)
                    ? Array.Empty<string>()
                    : [$"learning rate {Text(spec.Optimizer.LearningRate)}"],
                Studies[0].ProtocolText,
                $"{(seeds.Count == 1 ? Text(seeds[0]) : $"{Text(seeds[0])} to {Text(seeds[^1])}")} seed{(seeds is [1] ? "" : "s")} each",
            ];
            return string.Join(", ", parts);
        }
    }

    /// <summary>The questions that say most, with their answers in the order of the values: effects of a factorial, or the arms.</summary>
    public IReadOnlyList<IReadOnlyList<ContrastResult>> Told =>
        Rows(result => Studies[0].Plan.Kind != StudyKind.Factorial || result.Kind != ContrastKind.Pair);

    /// <summary>All questions, with their answers in the order of the values.</summary>
    public IReadOnlyList<IReadOnlyList<ContrastResult>> All => Rows(_ => true);

    /// <summary>One sentence per question: "batchnorm: helps at 0.003 and 0.01; undecided at 0.001.".</summary>
    public IReadOnlyList<string> Answer =>
    [
        .. Told.Select(row =>
        {
            var words = row.Select((result, i) => (Word: Word(result), Value: Text(Values[i]))).GroupBy(pair => pair.Word, pair => pair.Value);
            return $"{StudyText.Name(Studies[0].Plan, row[0])}: {string.Join("; ", words.Select(group => $"{group.Key} at {At([.. group])}"))}.";
        }),
    ];

    /// <summary>What the words of several studies do not promise.</summary>
    public string Caution => string.Create(
        CultureInfo.InvariantCulture,
        $"Words are corrected within each study, at {100 * Studies[0].Plan.Alpha:0.##}%; "
            + $"over {Studies.Count} studies a false one is more likely. No value was chosen by these figures.");

    /// <summary>Quirks that studies cannot tell from their factors, with the values that they belong to.</summary>
    public IReadOnlyList<string> Confounded => WithValues(study => study.Confounded.Select(quirk => $"Mixed up: {quirk}"));

    /// <summary>What studies warn of otherwise, with the values that it belongs to.</summary>
    public IReadOnlyList<string> Warnings => WithValues(study =>
        study.DataNotes
            .Where(note => note.IsWarning)
            .Select(note => note.Text)
            .Concat(study.Notes.Where(note => note.IsWarning).Select(note => note.Text)));

    /// <summary>A word, and whether it is about those trainings only that did not diverge.</summary>
    public static string Word(ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return StudyText.Verdict(result) + (result.FailuresAsChance is { } second && second.Verdict != result.Verdict ? " where it trains" : "");
    }

    /// <summary>A value as it is written in commands; infinity for "all".</summary>
    public static string Text(double value) => double.IsPositiveInfinity(value) ? "all" : value.ToString(CultureInfo.InvariantCulture);

    private static string Key(ContrastResult result) => $"{result.Kind} {result.Name} {result.Against}";

    private static string Common(TrainSpec spec) =>
        SpecJson.Write(Settings.Aggregate(spec with { Seed = 0 }, (left, setting) => setting.Without(left)));

    /// <summary>Everything but the one setting must be the same in two studies that stand side by side.</summary>
    private static void RequireComparable(StudyRecord first, StudyRecord other)
    {
        RequireSame(
            first,
            other,
            "data",
            study => study.Plan.DatasetHash,
            study => $"{study.Plan.Dataset} (hash {DatasetReference.Abbreviated(study.Plan.DatasetHash)})");
        RequireSame(first, other, "protocol", study => study.Plan.Protocol.Text());
        RequireSame(first, other, "region", study => study.Plan.Region.ToString(CultureInfo.InvariantCulture));
        RequireSame(first, other, "alpha", study => study.Plan.Alpha.ToString(CultureInfo.InvariantCulture));
        RequireSame(first, other, "stopping rule", study => study.Plan.Rule.ToString());
        RequireSame(first, other, "arithmetic", study => study.Arithmetic ?? "cpu");
        RequireSame(first, other, "way to learning rates", study => study.Plan.PicksLearningRate ? "picked for each arm" : "given");
        RequireSame(first, other, "arms", study => string.Join(", ", study.Plan.Arms.Select(arm => arm.Name)));
        RequireSame(first, other, "questions", study => string.Join(", ", study.Results.Select(Key)));
    }

    private static void RequireSame(
        StudyRecord first, StudyRecord other, string what, Func<StudyRecord, string> value, Func<StudyRecord, string>? words = null)
    {
        if (value(first) != value(other))
        {
            throw new SpecException(
                $"Studies {first.Id} and {other.Id}: expected the same {what}, received {(words ?? value)(first)} and {(words ?? value)(other)}.");
        }
    }

    private IReadOnlyList<string> WithValues(Func<StudyRecord, IEnumerable<string>> texts) =>
    [
        .. Studies.SelectMany((study, i) => texts(study).Select(text => (Text: text, Value: Text(Values[i]))))
            .GroupBy(pair => pair.Text, pair => pair.Value)
            .Select(group => $"At {At([.. group])}: {group.Key}"),
    ];

    /// <summary>Some of the values in words.</summary>
    private string At(IReadOnlyList<string> values) => values.Count == Studies.Count ? $"every {Setting}" : StudyText.Join(values);

    private IReadOnlyList<IReadOnlyList<ContrastResult>> Rows(Func<ContrastResult, bool> isWanted) =>
        [.. Studies[0].Results.Where(isWanted).Select(Answers)];

    private IReadOnlyList<ContrastResult> Answers(ContrastResult question) =>
        [.. Studies.Select(study => study.Results.Single(result => Key(result) == Key(question)))];
}
