using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Tasks;

namespace Temper.Lab.Studies;

/// <summary>The answer of a study in words for a reader who has never heard of p-values. Every sentence is made from its figures.</summary>
public static class StudyAnswer
{
    /// <summary>One sentence per question: of a factorial, what each factor does and which do not add up; else each arm, the best first.</summary>
    internal static IReadOnlyList<string> Of(StudyPlan plan, IReadOnlyList<ContrastResult> results, IStudySubject subject)
    {
        return [.. Told(plan, results).Select(
            result => $"{StudyText.Name(plan, result)}{Meanings(subject.Meanings(result.Name))}: {Said(result)}.")];

        string Said(ContrastResult result) => result.Unchanged ?? $"{Phrase(plan, result)}{FamilyText.WhereItMatters(result)}";
    }

    private static string Meanings(IReadOnlyList<string> meanings) => meanings.Count == 0 ? "" : $" ({string.Join("; ", meanings)})";

    /// <summary>The questions that are told of, in their order.</summary>
    internal static IReadOnlyList<ContrastResult> Told(StudyPlan plan, IReadOnlyList<ContrastResult> results)
    {
        var pairs = results.Where(result => result.Kind == ContrastKind.Pair).OrderByDescending(result => result.Mean ?? double.NegativeInfinity);
        IEnumerable<ContrastResult> told = plan.Kind == StudyKind.Factorial
            ? [.. results.Where(result => result.Kind == ContrastKind.MainEffect), .. results.Where(IsNews)]
            : plan.Kind == StudyKind.Claims ? pairs.Where(result => result.Against == plan.Arms[0].Name) : pairs;
        return [.. told];
    }

    /// <summary>
    /// Where the answer holds: "fashion-mnist, 5 epochs, learning rate 0.01 (not tuned), sound protocol, 30 seeds, against baseline".
    /// </summary>
    internal static string Conditions(StudyPlan plan, string protocol, IReadOnlyList<ArmSummary> arms, int seeds)
    {
        var epochs = plan.Arms.Select(arm => arm.Spec.Epochs).Distinct().Order().Select(Whole).ToList();
        var rate = plan.PicksLearningRate ? "each arm at the learning rate that suits it" : $"{StudyText.Rates(arms)} (not tuned)";
        var against = plan.Kind == StudyKind.Factorial
            ? "averaged over the other factors"
            : plan.Contrasts.Any(contrast => contrast.Against is { } arm && arm != plan.Arms[0].Name) && plan.Kind != StudyKind.Claims
                ? "arm against arm"
                : $"against {plan.Arms[0].Name}";
        var (failed, all) = (arms.Sum(arm => arm.Failed), arms.Sum(arm => arm.Runs + arm.Failed));
        var diverged = failed == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {failed} of {all} trainings diverged.");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"This holds for {plan.Dataset}, {StudyText.Join(epochs)} epoch{(epochs is ["1"] ? "" : "s")}, {rate}, {protocol}, {seeds} seeds, "
            + $"{against}. {Unit(plan.Score)} between brackets is where the mean difference plausibly lies, "
            + $"all questions of the family taken together.{diverged}");
    }

    /// <summary>What is said of one question: "better in 29 of 30 seeds, by 1.45 points [1.04, 1.80]".</summary>
    public static string Phrase(StudyPlan plan, ContrastResult result)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(result);
        var text = result.Verdict switch
        {
            VerdictWord.Helps => $"better in {result.Wins} of {result.Pairs} seeds, by {Size(plan.Score, result)}",
            VerdictWord.Hurts => $"worse in {result.Losses} of {result.Pairs} seeds, by {Size(plan.Score, result)}",
            VerdictWord.MoreThanTheSum => $"together {Size(plan.Score, result)} more than the sum of what each does",
            VerdictWord.LessThanTheSum => $"together {Size(plan.Score, result)} less than the sum of what each does",
            VerdictWord.Negligible => $"no difference that matters, {StudyText.Effect(plan.Score, result)} lies within ±{Number(plan.Region)}",
            VerdictWord.AddUp => $"they add up, {StudyText.Effect(plan.Score, result)} lies within ±{Number(plan.Region)}",
            VerdictWord.TooFewSeeds => $"too few seeds ({result.Pairs}) for an answer",
            _ =>
                $"{(IsLarge(plan, result) ? "undecided" : "no difference seen")}, "
                + $"{StudyText.Effect(plan.Score, result)}{Sides(plan.Score, result)}{Needed(plan, result)}",
        };
        if (result.NewImages is { } wide && wide.Verdict != result.Verdict)
        {
            text +=
                $" on these test images; on new ones of this kind {StudyText.Word(wide.Verdict)} "
                + $"{StudyText.Interval(plan.Score, wide.Low, wide.High)}";
        }

        if (result.FailuresAsChance is not { } second)
        {
            return text;
        }

        var failed = $"{result.Missing} of {result.Missing + result.Pairs} seeds did not train";
        return second.Verdict == result.Verdict ? $"{text}; {failed}"
            : $"{text} when it trains, but {failed}; with those counted as guessing it is {StudyText.Word(second.Verdict)} "
                + $"({plan.Score.Difference(second.Mean ?? double.NaN)})";
    }

    /// <summary>Where a few odd seeds move the mean, what most seeds say: "; worse in 26 of 30 seeds, median -0.87".</summary>
    private static string Sides(Score score, ContrastResult result)
    {
        if (!StudyText.IsLopsided(result) || result.Median is not { } median)
        {
            return "";
        }

        var sides = result.Kind == ContrastKind.Interaction ? ""
            : result.Wins >= result.Losses
                ? $"better in {Whole(result.Wins)} of {Whole(result.Pairs)} seeds, "
                : $"worse in {Whole(result.Losses)} of {Whole(result.Pairs)} seeds, ";
        return $"; a few odd seeds move this mean: {sides}median {score.Difference(median)}";
    }

    /// <summary>
    /// How many seeds would settle it either way: "; about 34 seeds would show a difference this large, about 158 that there is none to speak
    /// of".
    /// </summary>
    private static string Needed(StudyPlan plan, ContrastResult result)
    {
        var dismiss = result.SeedsToDismiss is { } none ? $"{About(none)} seeds would be needed to call it negligible" : "";
        if (!IsLarge(plan, result) || result.SeedsToShow is not { } show)
        {
            return dismiss.Length == 0 ? "" : $"; {dismiss}";
        }

        return $"; {About(show)} seeds would show it if it is as large as it looks"
            + $"{(dismiss.Length == 0 ? "" : $", {dismiss.Replace(" seeds", "", StringComparison.Ordinal)}")}";
    }

    /// <summary>
    /// Seeds that settle a question as it looks: those that would show its difference, where it is as large as the region and fewer suffice for
    /// that, else those that would call it negligible.
    /// </summary>
    internal static int SeedsToSettle(StudyPlan plan, ContrastResult result) =>
        (IsLarge(plan, result) ? result.SeedsToShow : result.SeedsToDismiss ?? result.SeedsToShow) ?? int.MaxValue;

    private static bool IsLarge(StudyPlan plan, ContrastResult result) =>
        Math.Abs(result.Mean ?? 0) >= plan.Region && result.SeedsToShow < (result.SeedsToDismiss ?? int.MaxValue);

    /// <summary>Interactions are told of where there is something to tell.</summary>
    private static bool IsNews(ContrastResult result) => result.Verdict is VerdictWord.MoreThanTheSum or VerdictWord.LessThanTheSum;

    /// <summary>A difference without its sign: "1.45 points [1.04, 1.80]".</summary>
    private static string Size(Score score, ContrastResult result)
    {
        var sign = result.Mean < 0 ? -1 : 1;
        var (low, high) = sign < 0 ? (-result.FamilyHigh, -result.FamilyLow) : (result.FamilyLow, result.FamilyHigh);
        var interval = result.HasBar ? $" [{End(score, low, "-∞")}, {End(score, high, "∞")}]" : "";
        return StudyText.Amount(score, result.Mean ?? 0) + interval;
    }

    private static string End(Score score, double? value, string otherwise) =>
        value is { } number ? (number < 0 ? "-" : "") + score.Size(number) : otherwise;

    /// <summary>What the numbers of the sentences are: "Points are percentage points of test accuracy;".</summary>
    private static string Unit(Score score) => score.Unit == "%" ? $"Points are percentage points of test {score.Name};"
        : $"Numbers are the {score.GainTitle};";

    /// <summary>Two digits are all that such an estimate has.</summary>
    private static string About(int seeds)
    {
        var unit = seeds < 100 ? 1 : Math.Pow(10, Math.Floor(Math.Log10(seeds)) - 1);
        return $"{(seeds >= SeedsNeeded.Most ? "more than" : "about")} {Whole((int)(Math.Round(seeds / unit) * unit))}";
    }

    private static string Whole(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
