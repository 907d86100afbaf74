using System.Globalization;
using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;
using Temper.Layers;
using Temper.Tasks;

namespace Temper.Lab.Studies;

/// <summary>A study in words. Every sentence is made from its figures.</summary>
public static class StudyText
{
    /// <summary>From this skewness on a reader is warned: normal differences hardly ever reach it.</summary>
    private const double SkewnessToTell = 2;

    /// <summary>More names than that are counted: a title of all of them is read by nobody, and the table below it has them.</summary>
    private const int MostNamed = 4;

    private const string OfImages =
        "All of this is about the images of this test set; \"on new images\" adds what other images of the same kind would have changed.";

    /// <summary>What a study asks.</summary>
    public static string Question(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return plan.Kind switch
        {
            StudyKind.Factorial => $"What do {Several([.. plan.Factors], "factors")} do on {plan.Dataset}, alone and together?",
            StudyKind.Claims => $"Do the chapter's claims hold on {plan.Dataset}?",
            _ when plan.Arms.Count == 2 => $"Is {plan.Arms[1].Name} better than {plan.Arms[0].Name} on {plan.Dataset}?",
            _ => $"Which of {Several([.. plan.Arms.Skip(1).Select(arm => arm.Name)], "arms")} is better than {plan.Arms[0].Name} on {plan.Dataset}?",
        };
    }

    private static string Several(string[] names, string noun) =>
        names.Length > MostNamed ? string.Create(CultureInfo.InvariantCulture, $"{names.Length} {noun}") : Join(names);

    /// <summary>A question's name; of a pair also the arm it is against, where that is not the first arm, or where effects have names too.</summary>
    public static string Name(StudyPlan plan, ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        return plan.Kind != StudyKind.Factorial && result.Against == (plan.Arms.Count == 0 ? null : plan.Arms[0].Name)
            ? result.Name
            : Name(result.Name, result.Against);
    }

    /// <summary>A question's whole name: "batchnorm against baseline".</summary>
    public static string Name(string name, string? against) => against is null ? name : $"{name} against {against}";

    /// <summary>The protocol, as far as studies know it: "sound protocol".</summary>
    public static string Protocol(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return $"{plan.Protocol.Text()} protocol";
    }

    /// <summary>"+1.63 [+1.20, +2.10]": the mean with its bar, the interval that gives the word.</summary>
    public static string Effect(Score score, ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(result);
        return result.Mean is { } mean
            ? $"{score.Difference(mean)}{(!result.HasBar ? "" : $" {Interval(score, result.FamilyLow, result.FamilyHigh)}")}"
            : "-";
    }

    /// <summary>"[+1.20, +2.10]"; an end that is not there is infinite.</summary>
    public static string Interval(Score score, double? low, double? high)
    {
        ArgumentNullException.ThrowIfNull(score);
        return $"[{(low is { } least ? score.Difference(least) : "-∞")}, {(high is { } most ? score.Difference(most) : "+∞")}]";
    }

    /// <summary>A difference without its sign, with its unit: "1.63 points".</summary>
    public static string Amount(Score score, double difference)
    {
        ArgumentNullException.ThrowIfNull(score);
        return $"{score.Size(difference)} {score.ShortUnit}".TrimEnd();
    }

    /// <summary>"helps", "too few seeds", "more than the sum".</summary>
    public static string Word(VerdictWord verdict) => verdict switch
    {
        VerdictWord.TooFewSeeds => "too few seeds",
        VerdictWord.MoreThanTheSum => "more than the sum",
        VerdictWord.LessThanTheSum => "less than the sum",
        VerdictWord.AddUp => "they add up",
        _ => verdict.ToString().ToLowerInvariant(),
    };

    /// <summary>The verdict in a word or two: none on what did nothing.</summary>
    public static string Verdict(ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        return result.Unchanged is null ? Word(result.Verdict) : "changed nothing";
    }

    /// <summary>"p 0.0012", "p &lt; 0.0001".</summary>
    public static string P(double p) => p < 0.0001 ? "p < 0.0001" : string.Create(CultureInfo.InvariantCulture, $"p {p:0.0000}");

    /// <summary>What the columns of the table of answers mean, for a reader who has never heard of p-values.</summary>
    public static string Terms(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Bar: the differences that luck leaves possible, all these questions together; it gives the verdict. "
            + $"p: how often luck alone would look as clear; {plan.Alpha} or less counts as a difference."
            + $"{(plan.Score.Unit == "%" ? " On new images: the verdict for other images of this kind." : "")}");
    }

    /// <summary>The rule by which the study judges, and what the terms of its tables mean.</summary>
    public static string Rule(StudyPlan plan)
    {
        ArgumentNullException.ThrowIfNull(plan);
        const string Flips =
            "Every arm has the same seeds, so each seed gives a difference. The test flips the signs of these differences, "
            + "of all arms of a seed together, in every possible way, and asks how often that looks as clear as what was seen (Westfall and "
            + "Young's step-down procedure over the family).";
        var test = plan.Rule switch
        {
            StoppingRule.OpenEnded =>
                "Seeds were added until decided, by a test without a planned end that may be looked at any time (bets on the sign of each "
                + "difference, Ville's inequality; Holm's procedure over the family).",
            StoppingRule.Planned =>
                $"{Flips} Seeds were added until decided: the looks were planned beforehand ({plan.Looks!.First} seeds, "
                + $"then every {plan.Looks.Block}, at most {plan.Looks.Most}), and each may spend its share of the {100 * plan.Alpha:0.##}% for "
                + "all of them.",
            _ => Flips,
        };
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{test} p is that share: how often chance alone, with no difference behind it, would look as clear in the family of questions; "
            + $"at {plan.Alpha} or less it is called a difference. The bar is the range of differences that the same test does not rule out: "
            + $"wholly above 0 is \"helps\", wholly below \"hurts\", wholly within ±{plan.Region} \"negligible\". "
            + $"By the luck of the seeds, at most {100 * plan.Alpha:0.##}% of such families claim a difference where there is none, "
            + $"and as few an absence where there is one. The single 95% interval is about one question by itself. "
            + $"{(plan.Score.Unit == "%" ? OfImages : "All of this is about the rows of this test set.")}");
    }

    /// <summary>What a reader has to know.</summary>
    internal static IReadOnlyList<StudyNote> Notes(
        StudyPlan plan, IReadOnlyList<ContrastResult> results, IReadOnlyList<ArmSummary> arms, IReadOnlyList<TestLook> looks,
        IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        var notes = new List<StudyNote>();
        if (plan.DatasetOrigin == DatasetOrigin.BuiltIn)
        {
            notes.Add(new StudyNote(RunNotes.DrawnData(plan.Dataset), IsWarning: true));
        }

        if (cells.SelectMany(cell => cell).FirstOrDefault(run => run.Arithmetic.Length > 0) is { } other)
        {
            notes.Add(Plain(
                $"Trained with the arithmetic of \"{other.Arithmetic}\"{(other.Record is { } record ? $" on {record.Device}" : "")}: ",
                $"not bit-identical to the CPU's, so these are other runs than on the CPU."));
        }

        notes.Add(plan.PicksLearningRate
            ? Plain(
                $"Learning rates were picked for each arm by validation {plan.Score.Name} on {LearningRateSearch.Seeds} seeds ",
                $"that the verdict does not use.")
            : Plain(
                $"Learning rates were not picked: the verdict holds at {Rates(arms)}.",
                $"{(plan.Kind == StudyKind.Claims ? "" : " --lr auto picks one for each arm.")}"));
        notes.AddRange(plan.LearningRates.Where(choice => choice.IsAtEdge).Select(choice => Warning(
            $"The learning rate picked for {choice.Arm}, {choice.Chosen}, is at the edge of those tried; a better one may lie beyond.")));
        if (results.Select(result => result.SmallestEffect).OfType<double>().DefaultIfEmpty().Max() is var effect and > 0)
        {
            notes.Add(Plain(
                $"The smallest effect that this study could have seen (80% power, its noisiest question, in its family): ",
                $"{Amount(plan.Score, effect)}."));
        }

        if (Places(plan) is { } places)
        {
            notes.Add(places);
        }

        if (results.Where(IsLopsided).ToList() is { Count: > 0 } lopsided)
        {
            var oddest = Oddest(plan, lopsided.MaxBy(result => Math.Abs(result.Skewness!.Value))!, cells);
            notes.Add(Warning(
                $"Differences are lopsided, mostly by a few odd seeds: {Join([.. lopsided.Select(result => Lopsided(plan, result))])}.{oddest} ",
                $"The test assumes symmetry: ",
                $"with differences like these a quarter or more of such verdicts can be false instead of {100 * plan.Alpha:0.##}%."));
        }

        if (OtherLooks(plan, looks) is { } spent)
        {
            notes.Add(spent);
        }

        notes.AddRange(arms.Where(arm => arm.Failed > 0).Select(arm => Warning(
            $"{arm.Failed} of {arm.Failed + arm.Runs} trainings of {arm.Name} diverged. ",
            $"Its figures are those of the others: it looks better than it is.")));
        notes.AddRange(cells.SelectMany(cell => cell).Select(run => run.Record).OfType<RunRecord>()
            .SelectMany(run => RunNotes.OfMethod(run.Spec, run.DroppedRows)).Distinct().Select(note => new StudyNote(note.Text, note.IsWarning)));
        return notes;
    }

    /// <summary>What earlier looks at the test set take from this one.</summary>
    private static StudyNote? OtherLooks(StudyPlan plan, IReadOnlyList<TestLook> looks)
    {
        if (plan.IsSequential
            && looks
                .Select(look => StudyJson.ReadSight(look.Result, look.StudyId).Plan)
                .Any(other => (other.Rule, other.Looks) != (plan.Rule, plan.Looks)))
        {
            return Warning(
                $"The test set was opened before for this question by another plan of looks; ",
                $"what that look spent is not counted here, so p-values are too small.");
        }

        if (!plan.IsSequential && looks.Count > 1)
        {
            return Warning(
                $"The test set was opened {looks.Count} times for this question (with ",
                $"{Join([.. looks.Select(look => look.Seeds.ToString(CultureInfo.InvariantCulture))])} seeds); ",
                $"p-values for a fixed number of seeds are too small after the first. --until-decided may be looked at any time.");
        }

        return null;
    }

    /// <summary>A factor that is not the same thing in all its cells: dropout in other places where there is BatchNorm.</summary>
    private static StudyNote? Places(StudyPlan plan)
    {
        var groups = plan.Kind != StudyKind.Factorial ? [] : plan.Arms
            .Select(arm => (arm.Name, Places: LayerTree.All(arm.Spec.Resolved().Layers).Count(layer => layer is Dropout)))
            .Where(arm => arm.Places > 0).GroupBy(arm => arm.Places).OrderBy(group => group.Key).ToList();
        var where = groups.Select(group => $"{group.Key} place{(group.Key == 1 ? "" : "s")} of {Join([.. group.Select(arm => arm.Name)])}");
        return groups.Count < 2 ? null : Warning(
            $"Dropout acts in {string.Join(", ", where)} (Q5): ",
            $"what is said of its effect and of what it does together with others is partly said of where it stands.");
    }

    /// <summary>Whether a mean says little about the seeds it is of.</summary>
    internal static bool IsLopsided(ContrastResult result) => Math.Abs(result.Skewness ?? 0) > SkewnessToTell;

    private static string Lopsided(StudyPlan plan, ContrastResult result) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name(plan, result)} (mean {plan.Score.Difference(result.Mean ?? 0)}, median {plan.Score.Difference(result.Median ?? 0)}, "
        + $"skewness {result.Skewness:0.0})");

    /// <summary>
    /// The seed whose difference is farthest from the median of a question, and the training that makes it so: the one farthest from the
    /// median of its arm.
    /// </summary>
    private static string Oddest(StudyPlan plan, ContrastResult result, IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        if (plan.Contrasts.FirstOrDefault(one => (one.Kind, one.Name, one.Against) == (result.Kind, result.Name, result.Against)) is not { } contrast)
        {
            return "";
        }

        double[][] tests = [.. cells.Select(cell => cell.Select(run => RunFigures.Gain(plan, run)).ToArray())];
        var (seed, _) = Farthest([.. tests.Select(row => contrast.Of(row))]);
        var (arm, test, median) = contrast.Terms.Where(term => term.Weight != 0)
            .Select(term => (term.Arm, Test: tests[seed][term.Arm], Farthest([.. tests.Select(row => row[term.Arm])]).Median))
            .MaxBy(run => Math.Abs(run.Test - run.Median));
        return string.Create(
            CultureInfo.InvariantCulture,
            $" Farthest out for {Name(plan, result)} is seed {plan.Seed(seed)}, where {plan.Arms[arm].Name} reached "
            + $"{plan.Score.Text(plan.Score.Sign * test)} (median of its seeds {plan.Score.Text(plan.Score.Sign * median)}).");
    }

    /// <summary>Where the finite number is that is farthest from the median, and the median.</summary>
    private static (int Index, double Median) Farthest(double[] values)
    {
        var median = SampleShape.Of([.. values.Where(double.IsFinite)]).Median;
        return (values.Index().Where(value => double.IsFinite(value.Item)).MaxBy(value => Math.Abs(value.Item - median)).Index, median);
    }

    private static StudyNote Plain(params FormattableString[] parts) => new(Text(parts), IsWarning: false);

    private static StudyNote Warning(params FormattableString[] parts) => new(Text(parts), IsWarning: true);

    private static string Text(FormattableString[] parts) => string.Concat(parts.Select(FormattableString.Invariant));

    internal static string Join(IReadOnlyList<string> parts) => parts.Count switch
    {
        0 => "nothing",
        1 => parts[0],
        _ => $"{string.Join(", ", parts.Take(parts.Count - 1))} and {parts[^1]}",
    };

    internal static string Rates(IReadOnlyList<ArmSummary> arms)
    {
        var rates = arms.Select(arm => arm.LearningRate).Distinct().Order().Select(rate => rate.ToString(CultureInfo.InvariantCulture)).ToList();
        return rates.Count == 1 ? $"learning rate {rates[0]}" : $"learning rates {Join(rates)}";
    }
}
