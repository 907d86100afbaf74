using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;

namespace Temper.Lab.Reports;

/// <summary>A study's tables, for the page, for Markdown and for the terminal.</summary>
public static class StudyTables
{
    /// <summary>The questions and their answers.</summary>
    public static ReportTable Results(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var references = record.Results.Select(result => result.Against).OfType<string>().Distinct().ToList();
        var isOne = references.Count == 1;
        return new ReportTable(
            $"Differences in test accuracy{(isOne && record.Plan.Factors.Count == 0 ? $" against {references[0]}" : "")}, in percentage points",
            [
                new("Question"), new("Verdict"), new("Difference", true), new("Bar", true, 9), new("95% alone", true, 3),
                new("On new images", false, 6), new("Bar on new images", true, 2), new("Wins", true, 8), new("p", true, 7), new("p negligible", true, 4), new("Median", true, 5), new("Middle half", true, 2), new("Could see", true, 1), new("Seeds needed", true, 6),
            ],
            [.. record.Results.Select(result => (IReadOnlyList<string>)
            [
                isOne && record.Plan.Factors.Count == 0 ? result.Name : Name(result), StudyText.Word(result.Verdict), Signed(result.Mean), result.HasBar ? Range(result, result.FamilyLow, result.FamilyHigh) : "-", Range(result, result.Low, result.High),
                result.NewImages is { } wide ? StudyText.Word(wide.Verdict) : "-", result.NewImages is { } widened ? Range(result, widened.Low, widened.High) : "-",
                result.Kind == ContrastKind.Interaction ? "-" : $"{Text(result.Wins)} of {Text(result.Pairs)}",
                P(result.AdjustedPValue), P(result.AdjustedEquivalencePValue), Signed(result.Median), Signed(result.InterquartileMean), Text(result.SmallestEffect, 2),
                result.Verdict == VerdictWord.Undecided ? Needed(result) : "-",
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
            "Means over the seeds, in percent",
            [
                new("Arm"), new("Learning rate", true, 3), new("Runs", true, 2), new("Failed", true, failed), new("Test", true), new("Std. dev.", true, 6),
                new("Wrong", true), new("Valid", true, 7), new("Train", true, 5), new("Train - test", true, 4), new("Seconds", true, 1),
            ],
            [.. record.Arms.Select(arm => (IReadOnlyList<string>)
            [
                arm.Name, arm.LearningRate.ToString(CultureInfo.InvariantCulture), Text(arm.Runs), Text(arm.Failed), Text(arm.Test, 2), Text(arm.TestDeviation, 2), Text(arm.Wrong, 0), Text(arm.Valid, 2),
                Text(arm.Train, 2), Signed(arm.Train - arm.Test), Text(arm.Seconds, 2),
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
            "Mean validation accuracy on seeds that the verdict does not use, in percent",
            [
                new("Arm"), new("Picked", true),
                .. record.Plan.LearningRates[0].Trials.Select(trial => new ReportColumn(trial.LearningRate.ToString(CultureInfo.InvariantCulture), true)),
            ],
            [.. record.Plan.LearningRates.Select(choice => (IReadOnlyList<string>)
            [
                choice.Arm, choice.Chosen.ToString(CultureInfo.InvariantCulture),
                .. choice.Trials.Select(trial => trial.ValidAccuracy is { } accuracy ? Text(accuracy, 2) : "diverged"),
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
                run.Arm, Text(run.Seed), run.Id, run.FailedStep is { } step ? $"diverged at {Text(step)}" : Text(run.Test, 2), Text(run.Valid, 2), Text(run.Train, 2),
                run.WeightsHash is { } hash ? hash[..12] : "-",
            ])]);
    }

    private static string Name(ContrastResult result) => result.Against is { } against ? $"{result.Name} against {against}" : result.Name;

    private static string Range(ContrastResult result, double? low, double? high) =>
        result.Pairs < 2 ? "-" : $"{(low is { } least ? Signed(least) : "-∞")} to {(high is { } most ? Signed(most) : "+∞")}";

    /// <summary>Seeds that would show the difference as it looks, or its absence: the fewer of the two.</summary>
    private static string Needed(ContrastResult result) =>
        Math.Min(result.SeedsToShow ?? int.MaxValue, result.SeedsToDismiss ?? int.MaxValue) is var seeds and < int.MaxValue ? Text(seeds) : "-";

    private static string P(double p) => p < 0.0001 ? "< 0.0001" : p.ToString("0.0000", CultureInfo.InvariantCulture);

    private static string Signed(double? value) => value is { } number ? StudyText.Points(number) : "-";

    private static string Text(double? value, int decimals) => value is { } number ? number.ToString($"F{decimals}", CultureInfo.InvariantCulture) : "-";

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
