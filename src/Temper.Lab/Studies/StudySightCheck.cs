using System.Text.Json.Nodes;

namespace Temper.Lab.Studies;

/// <summary>
/// Whether what a look saw fits together: reports are made from it, and it may come from anybody's store. What is looked at here is what
/// reports rely on; whether the runs support its answers only those who train them again can tell.
/// </summary>
internal static class StudySightCheck
{
    private const int MostQuestions = 10_000;

    /// <summary>Looks for gaps in a document, before it becomes objects: in its lists only numbers may be missing.</summary>
    /// <exception cref="FormatException">A list has a gap.</exception>
    public static void RequireNoGaps(JsonNode? node)
    {
        if (node is JsonArray items)
        {
            if (items.Any(item => item is null) && items.Any(item => item is not (null or JsonValue)))
            {
                throw new FormatException($"{node.GetPath()} has a gap");
            }

            foreach (var item in items)
            {
                RequireNoGaps(item);
            }
        }
        else if (node is JsonObject properties)
        {
            foreach (var (_, value) in properties)
            {
                RequireNoGaps(value);
            }
        }
    }

    /// <summary>Compares its parts with each other.</summary>
    /// <exception cref="FormatException">Two contradict each other, or a number is none that the program writes.</exception>
    /// <exception cref="SpecException">An arm's spec cannot be trained, or the planned looks do not fit together.</exception>
    public static void Check(StudySight sight)
    {
        var plan = sight.Plan;
        Require(plan.Arms.Count > 0 && plan.Arms.All(arm => arm is not null && arm.Name.Length > 0), "it has no arms, or one without a name");
        Require(plan.Arms.Select(arm => arm.Name).Distinct().Count() == plan.Arms.Count, "two of its arms have one name");
        foreach (var arm in plan.Arms)
        {
            Require(arm.Spec is not null && NoGaps(arm.Quirks) && NoGaps(arm.ActiveQuirks) && NoGaps(arm.Parts), $"the arm {arm.Name} has a gap");
            arm.Spec!.Validate();
        }

        Require(plan.Alpha is > 0 and < 1 && plan.Region is >= 0 and <= 100, "its level or its region is no number of the kind");
        Require(plan.Contrasts.Count is > 0 and <= MostQuestions, "it asks nothing, or too much");
        Require(
            plan.Contrasts.All(contrast => contrast is { Name: not null, Terms.Count: > 0 } && Enum.IsDefined(contrast.Kind)
                && contrast.Terms.All(term => term is not null && term.Arm >= 0 && term.Arm < plan.Arms.Count && double.IsFinite(term.Weight))),
            "one of its questions is about no arm");
        Require(plan.LearningRates.Count is 0 || plan.LearningRates.Count == plan.Arms.Count, "it has not one learning rate for each arm");
        Require(
            plan.LearningRates.All(choice => choice is { Arm: not null, Trials: not null } && double.IsFinite(choice.Chosen)
                && choice.Trials.All(trial => trial is not null && double.IsFinite(trial.LearningRate) && NoGaps(trial.Runs))),
            "one of its learning rates has a gap");
        Require(
            NoGaps(plan.Factors) && plan.Factors.Count <= FactorialDesign.MostFactors
                && Enum.IsDefined(plan.Rule) && Enum.IsDefined(plan.DatasetOrigin),
            "its factors or its rule are none");
        Require(plan.Kind != StudyKind.Factorial || plan.Factors.Count > 0, "a factorial without factors");
        _ = plan.Verdicts();
        Require(
            sight.Runs.Count > 0 && sight.Runs.All(runs => runs is not null && runs.Count == plan.Arms.Count && NoGaps(runs)),
            "it has not one run for each arm and seed");
        Require(plan.FirstSeed <= ulong.MaxValue - (ulong)sight.Runs.Count, "its seeds go past the largest");
        RequireResults(sight);
    }

    private static void RequireResults(StudySight sight)
    {
        Require(
            sight.Results.All(result => result is { Name: not null })
                && sight.Results
                    .Select(result => (result.Name, result.Against, result.Kind))
                    .SequenceEqual(sight.Plan.Contrasts.Select(contrast => (contrast.Name, contrast.Against, contrast.Kind))),
            "its answers are not those to its questions");
        foreach (var result in sight.Results)
        {
            Require(
                Enum.IsDefined(result.Verdict)
                    && result is { Pairs: >= 0, Missing: >= 0, Wins: >= 0, Losses: >= 0 }
                    && result.Pairs + (long)result.Missing == sight.Runs.Count
                    && result.Wins + (long)result.Losses <= result.Pairs,
                "one of its answers has other seeds");
            Require(
                IsShare(result.PValue) && IsShare(result.AdjustedPValue) && IsShare(result.AdjustedEquivalencePValue),
                "one of its answers has a p-value that is none");
            Require(
                NumbersOf(result).All(value => value is null || (double.IsFinite(value.Value) && Math.Abs(value.Value) <= 1e6)),
                "one of its answers has a number that is none");
            Require((result.Pairs == 0) == (result.Mean is null), "one of its answers has no mean");
        }

        Require(
            sight.Joined.All(question => question is { Study: not null, Name: not null, Differences: not null }),
            "a question of an earlier look has a gap");
        Require(sight.Before.All(study => study is { Study: not null } && NoGaps(study.Questions)), "an earlier study has a gap");
        Require(sight.Differences.All(row => row is not null), "its differences have a gap");
    }

    private static double?[] NumbersOf(ContrastResult result) =>
    [
        result.Mean, result.Median, result.InterquartileMean, result.Low, result.High, result.FamilyLow, result.FamilyHigh,
        result.StandardDeviation, result.Skewness, result.SmallestEffect,
    ];

    private static bool IsShare(double value) => double.IsNaN(value) || value is >= 0 and <= 1;

    private static bool NoGaps(IReadOnlyList<string>? texts) => texts is not null && texts.All(text => text is not null);

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new FormatException(otherwise);
        }
    }
}
