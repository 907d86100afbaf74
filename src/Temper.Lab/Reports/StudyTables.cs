using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Reports;

/// <summary>A study's tables, for the page, for Markdown and for the terminal.</summary>
public static class StudyTables
{
    /// <summary>The questions and their answers.</summary>
    public static ReportTable Results(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ReportTable(
            GainTitle(record.Plan.Score, Reference(record)),
            [
                new("Question"), new("Verdict"), new("Difference", true), new("Bar", true, 9), new("Wins", true, 8), new("p", true, 7),
                new("On new images", false, 6), new("Bar on new images", true, 2),
            ],
            [.. record.Results.Select(result => (IReadOnlyList<string>)
            [
                Name(record, result), StudyText.Verdict(result), Signed(record, result.Mean),
                result.HasBar ? Range(record, result, result.FamilyLow, result.FamilyHigh) : "-",
                result.Kind == ContrastKind.Interaction ? "-" : $"{Text(result.Wins)} of {Text(result.Pairs)}", P(result.AdjustedPValue),
                result.NewImages is { } wide && result.Unchanged is null ? StudyText.Word(wide.Verdict) : "-",
                result.NewImages is { } widened ? Range(record, result, widened.Low, widened.High) : "-",
            ])]);
    }

    /// <summary>What the differences are of: "Differences in test accuracy against baseline, in percentage points".</summary>
    internal static string GainTitle(Score score, string? reference = null) =>
        (score.HigherIsBetter ? $"Differences in test {score.Name}" : $"Reductions of test {score.Name}")
        + (reference is null ? "" : $" against {reference}") + (score.DifferenceUnit.Length == 0 ? "" : $", in {score.DifferenceUnit}");

    /// <summary>What else is known of the differences.</summary>
    public static ReportTable Details(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ReportTable(
            "Each question by itself, how its differences lie, and how many seeds it takes",
            [
                new("Question"), new("95% alone", true), new("p alone", true), new("p negligible", true), new("Std. dev.", true), new("Median", true),
                new("Middle half", true),
                new("Skewness", true), new("Could see", true), new("Seeds to show it", true), new("Seeds to dismiss it", true),
            ],
            [.. record.Results.Select(result => (IReadOnlyList<string>)
            [
                Name(record, result), Range(record, result, result.Low, result.High), P(result.PValue), P(result.AdjustedEquivalencePValue),
                Size(record, result.StandardDeviation),
                Signed(record, result.Median), Signed(record, result.InterquartileMean), Text(result.Skewness, 1),
                Size(record, result.SmallestEffect), Seeds(result.SeedsToShow), Seeds(result.SeedsToDismiss),
            ])]);
    }

    /// <summary>The chapter's claims.</summary>
    public static ReportTable Claims(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ReportTable(
            "", [new("No."), new("The chapter's claim or way"), new("Measured"), new("Verdict")],
            [.. record.Claims.Select(claim => (IReadOnlyList<string>)[claim.Id, claim.Claim, claim.Measured, claim.Verdict])]);
    }

    /// <summary>The arms.</summary>
    public static ReportTable Arms(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var failed = record.Arms.Any(arm => arm.Failed > 0) ? ReportColumn.Always : 0;
        return new ReportTable(
            record.Plan.Score.Unit.Length == 0
                ? $"Means over the seeds, {record.Plan.Score.Name}"
                : $"Means over the seeds, {record.Plan.Score.Title}",
            [
                new("Arm"), new("Learning rate", true, 3), new("Runs", true, 2), new("Failed", true, failed), new("Test", true),
                new("Std. dev.", true, 6),
                new("Wrong", true), new("Valid", true, 7), new("Train", true, 5),
                new(TrainingModeText.Gap(record.Plan.Score), true, 4), new("Seconds", true, 1),
            ],
            [.. record.Arms.Select(arm => (IReadOnlyList<string>)
            [
                arm.Name, arm.LearningRate.ToString(CultureInfo.InvariantCulture), Text(arm.Runs), Text(arm.Failed), Number(record, arm.Test),
                Size(record, arm.TestDeviation), Text(arm.Wrong, 0), Number(record, arm.Valid),
                Number(record, arm.Train), Signed(record, record.Plan.Score.Sign * (arm.Train - arm.Test)), Text(arm.Seconds, 2),
            ])]);
    }

    /// <summary>The trainings that diverged.</summary>
    public static ReportTable Failed(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ReportTable(
            "Trainings that diverged",
            [new("Arm"), new("Seed", true), new("Step", true), new("Run")],
            [.. record.Runs.Where(run => run.FailedStep.HasValue).Select(run => (IReadOnlyList<string>)
                [run.Arm, Text(run.Seed), Text(run.FailedStep!.Value), run.Id])]);
    }

    /// <summary>The learning rates that were tried; null if they were not picked.</summary>
    public static ReportTable? LearningRates(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        if (record.Plan.LearningRates.Count == 0)
        {
            return null;
        }

        return new ReportTable(
            $"Mean validation {record.Plan.Score.Title}, on seeds that the verdict does not use",
            [
                new("Arm"), new("Picked", true),
                .. record.Plan.LearningRates[0].Trials.Select(
                    trial => new ReportColumn(trial.LearningRate.ToString(CultureInfo.InvariantCulture), true)),
            ],
            [.. record.Plan.LearningRates.Select(choice => (IReadOnlyList<string>)
            [
                choice.Arm, choice.Chosen.ToString(CultureInfo.InvariantCulture),
                .. choice.Trials.Select(trial => trial.ValidScore is { } score ? Number(record, score) : "diverged"),
            ])])
        {
            Keys = 2,
        };
    }

    /// <summary>All trainings with their ids.</summary>
    public static ReportTable Runs(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new ReportTable(
            "Trainings",
            [new("Arm"), new("Seed", true), new("Run"), new("Test", true), new("Valid", true), new("Train", true), new("Weights")],
            [.. record.Runs.Select(run => (IReadOnlyList<string>)
            [
                run.Arm, Text(run.Seed), run.Id, run.FailedStep is { } step ? $"diverged at {Text(step)}" : Number(record, run.Test),
                Number(record, run.Valid), Number(record, run.Train),
                run.WeightsHash is { } hash ? hash[..12] : "-",
            ])]);
    }

    private static string Name(StudyRecord record, ContrastResult result) =>
        Reference(record) is null ? StudyText.Name(result.Name, result.Against) : result.Name;

    private static string Range(StudyRecord record, ContrastResult result, double? low, double? high) =>
        result.Pairs < 2 ? "-" : $"{(low is { } least ? Signed(record, least) : "-∞")} to {(high is { } most ? Signed(record, most) : "+∞")}";

    private static string Seeds(int? seeds) =>
        seeds is not { } number ? "-" : number >= SeedsNeeded.Most ? $"> {Text(SeedsNeeded.Most)}" : Text(number);

    /// <summary>The arm that all questions are against; null where there are several, or effects beside them.</summary>
    private static string? Reference(StudyRecord record) =>
        record.Results.Select(result => result.Against).Distinct().ToList() is [{ } one] ? one : null;

    private static string P(double p) => p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Signed(StudyRecord record, double? value) => value is { } number ? record.Plan.Score.Difference(number) : "-";

    private static string Number(StudyRecord record, double? value) => value is { } number ? record.Plan.Score.Number(number) : "-";

    private static string Size(StudyRecord record, double? value) => value is { } number ? record.Plan.Score.Size(number) : "-";

    private static string Text(double? value, int decimals) =>
        value is { } number ? number.ToString($"F{decimals}", CultureInfo.InvariantCulture) : "-";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
