using System.Globalization;
using Temper.Lab.Experiments;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;

namespace Temper.Lab.Claims;

/// <summary>From a study of the claims to a verdict on each.</summary>
public static class ClaimsJudge
{
    private const double ChapterSeconds = 303.26;

    /// <summary>The claims with what was measured.</summary>
    /// <param name="record">The study.</param>
    /// <param name="checks">What was measured beside it.</param>
    public static IReadOnlyList<ChapterClaim> Judge(StudyRecord record, ClaimChecks checks)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(checks);
        return
        [
            Time(record), Common(record), Penalty(checks.Penalty), Normalization(checks.Normalization), Lowered(record),
            .. ClaimsPlan.QuirkQuestions().Select(pair => Quirk(record, pair.Quirk, record.Results[pair.Question])),
        ];
    }

    private static ChapterClaim Time(StudyRecord record)
    {
        var baseline = record.Arms[0];
        return new ChapterClaim(
            "C1",
            "The GPU nearly halves the training time",
            baseline.Seconds is not { } seconds ? "No baseline training is done"
                : record.Arithmetic is null
                    ? string.Create(CultureInfo.InvariantCulture, $"No GPU was used. On this machine's CPU a baseline training takes {seconds:F1} s on one core, beside others; the chapter's took {ChapterSeconds} s on a GPU, with 31 times the arithmetic (Q1)")
                    : string.Create(CultureInfo.InvariantCulture, $"A baseline training takes {seconds:F1} s on a GPU, in a batch with others; the chapter's took {ChapterSeconds} s, with 31 times the arithmetic (Q1). Here nothing was trained on the CPU beside it"),
            record.Arithmetic is null ? "not tested: no GPU" : "not tested: one device only");
    }

    /// <summary>A regularizer that does its work narrows the gap between training and test accuracy.</summary>
    private static ChapterClaim Common(StudyRecord record)
    {
        string[] nets = [record.Plan.Arms[1].Name, record.Plan.Arms[2].Name, record.Plan.Arms[3].Name];
        var gaps = record.Runs.ToDictionary(run => (run.Arm, run.Seed), run => run.Train - run.Test);
        var seeds = record.Runs.Select(run => run.Seed).Distinct().ToList();
        var samples = nets.Select(net => new PairedSample(
            net, [.. seeds.Select(seed => gaps[(net, seed)] - gaps[(record.Plan.Arms[0].Name, seed)] ?? double.NaN)])).ToList();
        var compared = PairedAnalysis.Compare(samples, record.Plan.Verdicts());
        var narrowed = compared.Where(one => one.Verdict == VerdictWord.Hurts).Select(one => one.Name).ToList();
        var widened = compared.Where(one => one.Verdict == VerdictWord.Helps).Select(one => one.Name).ToList();
        return new ChapterClaim(
            "C2",
            "Dropout, L2 and BatchNorm are the three common regularizers",
            "How common they are is no measurement. Change of the gap between training and test accuracy against the baseline, in points: "
                + StudyText.Join([.. compared.Select(one => $"{one.Name} {StudyText.Points(one.Mean)} [{StudyText.Points(one.FamilyInterval.Low)}, {StudyText.Points(one.FamilyInterval.High)}] {Gap(one.Verdict)}")]),
            narrowed.Count == compared.Count ? "all three regularize here"
                : $"regularizes here: {StudyText.Join(narrowed)}{(widened.Count == 0 ? "" : $"; widens the gap: {StudyText.Join(widened)}")}");
    }

    private static ChapterClaim Penalty(PenaltyCheck check) => new(
        "C3",
        "L2 adds lambda / 2 times the sum of squared weights to the loss",
        string.Create(CultureInfo.InvariantCulture, $"A step of SGD with weight decay, against central differences at {check.Weights} weights: off by {check.WithPenalty:E1} of the gradient of loss + penalty, by {check.WithoutPenalty:E1} of that of the loss alone"),
        check.Holds ? "holds for SGD; inside Adam the same term is rescaled per weight (Q6)" : "does not hold");

    private static ChapterClaim Normalization(NormalizationCheck? check) => check is null
        ? new("C4", "Outputs of BatchNorm have mean 0 and standard deviation 1", "The batchnorm net diverged", "not measured")
        : new(
        "C4",
        "Outputs of BatchNorm have mean 0 and standard deviation 1",
        $"Units over a batch, initial weights: {check.Before}; after training: {check.After}; after training in evaluation mode: {check.Evaluation}",
        (check.Before.IsStandard(allowsConstant: true), check.After.IsStandard(allowsConstant: true)) switch
        {
            (true, false) => "holds before training only: scale and shift are learned, as they are meant to be",
            (true, true) => "holds",
            _ => "does not hold",
        });

    private static ChapterClaim Lowered(StudyRecord record)
    {
        var sound = record.Results[ClaimsPlan.Nets.Count - 2];
        var other = record.Results[ClaimsPlan.Nets.Count - 1];
        var train = record.Arms[0].Train is { } accuracy ? string.Create(CultureInfo.InvariantCulture, $"{accuracy:F2}%") : "-";
        return new ChapterClaim(
            "C5",
            "Regularization lowered the result, because the baseline only reached about 85% on training data",
            $"Test accuracy of altogether against baseline, in points: {StudyText.Effect(sound)} ({record.Plan.Protocol} protocol); {StudyText.Effect(other)} ({other.Name} against {other.Against}). Baseline on training data: {train}",
            $"{Said(sound.Verdict)} ({record.Plan.Protocol}); {Said(other.Verdict)} ({record.Plan.Arms[ClaimsPlan.Nets.Count].Protocol})");
    }

    private static ChapterClaim Quirk(StudyRecord record, string quirk, ContrastResult result)
    {
        var known = Quirks.Find(quirk);
        var isOn = result.Name.EndsWith("=on", StringComparison.Ordinal);
        return new ChapterClaim(
            quirk,
            $"{known.On}; switched {(isOn ? "on" : "off")} in {result.Against}",
            $"Test accuracy of {result.Name} against {result.Against}, in points: {StudyText.Effect(result)}, {StudyText.P(result.AdjustedPValue)}",
            StudyText.Word(result.Verdict));
    }

    private static string Gap(VerdictWord word) => word switch
    {
        VerdictWord.Hurts => "(narrower)",
        VerdictWord.Helps => "(wider)",
        VerdictWord.Negligible => "(the same)",
        _ => "(undecided)",
    };

    private static string Said(VerdictWord word) => word switch
    {
        VerdictWord.Hurts => "holds: it lowered the result",
        VerdictWord.Helps => "does not hold: it raised the result",
        VerdictWord.Negligible => "does not hold: no difference that matters",
        _ => "undecided",
    };
}
