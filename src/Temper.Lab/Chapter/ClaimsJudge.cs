using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Chapter;

/// <summary>From a study of the claims to a verdict on each.</summary>
public static class ClaimsJudge
{
    private const double ChapterSeconds = 303.26;

    /// <summary>What a reader of the claims has to know about their bars.</summary>
    internal const string Families =
        "Claims: all questions about test accuracy are judged together, as one family. Each other measure is a family of its own (gap, "
        + "training accuracy, few images against all, epochs to 85%, distance from the median, norm, units, growth of the gap), "
        + "so a few more chances of error than one family has. A bar that excludes 0 gives a word.";

    /// <summary>The claims with what was measured.</summary>
    /// <param name="record">The study.</param>
    /// <param name="checks">What was measured beside it.</param>
    public static IReadOnlyList<StudyClaim> Judge(StudyRecord record, ClaimChecks checks)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(checks);
        var evidence = new ClaimsEvidence(record);
        var regularization = new RegularizationClaims(evidence);
        var batchNorm = new BatchNormClaims(evidence);
        var inside = new InsideClaims(evidence);
        return
        [
            Time(record), regularization.Common(), Penalty(checks.Penalty), BatchNormClaims.Standard(checks.Normalization),
            .. regularization.Lowered(), Next(),
            batchNorm.Faster(), batchNorm.MoreStable(), batchNorm.NotOnTheLast(), inside.SmallWeights(), inside.SingleUnits(checks), inside.Parting(),
            .. ClaimsPlan.SwitchedQuirks().Select(switched => Switched(evidence.Answer(switched.Arm, switched.Net), Quirks.Of(switched.Quirk))),
        ];
    }

    private static StudyClaim Time(StudyRecord record)
    {
        var baseline = record.Arms[ClaimsPlan.Baseline];
        return new StudyClaim(
            "C1",
            "The GPU nearly halves the training time",
            baseline.Seconds is not { } seconds ? "No baseline training is done"
                : record.Arithmetic is null
                    ? string.Create(
                        CultureInfo.InvariantCulture,
                        $"No GPU was used. On this machine's CPU a baseline training takes {seconds:F1} s on one core, beside others; "
                        + $"the chapter's took {ChapterSeconds} s on a GPU, with 31 times the arithmetic (Q1)")
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"A baseline training takes {seconds:F1} s on a GPU, in a batch with others; the chapter's took {ChapterSeconds} s, "
                        + $"with 31 times the arithmetic (Q1). Here nothing was trained on the CPU beside it"),
            record.Arithmetic is null ? "not tested: no GPU" : "not tested: one device only");
    }

    private static StudyClaim Penalty(PenaltyCheck check) => new(
        "C3",
        "L2 adds lambda / 2 times the sum of squared weights to the loss",
        string.Create(
            CultureInfo.InvariantCulture,
            $"A step of SGD with weight decay, against central differences at {check.Weights} weights: "
            + $"it differs from the gradient of loss + penalty by {check.WithPenalty:0E+0} of its size, "
            + $"and from the gradient of the loss alone by {check.WithoutPenalty:0.00} of its size"),
        check.Holds ? "holds for SGD; inside Adam the same term is rescaled per weight (Q6)" : "does not hold");

    private static StudyClaim Next() => new(
        "C6",
        "The next chapter tries regularization on a convolutional net, where it may do better",
        "Nothing: the nets here have fully connected layers only",
        "not tested here: needs convolutional layers");

    private static StudyClaim Switched(ContrastResult result, Quirk quirk)
    {
        var position = result.Name.EndsWith("=on", StringComparison.Ordinal) ? "on" : "off";
        return new StudyClaim(
            quirk.Name,
            $"{quirk.On}; switched {position} in {result.Against}",
            $"Test accuracy of {result.Name} against {result.Against}, in points: {StudyText.Effect(Score.Accuracy, result)}",
            result.Verdict switch
            {
                VerdictWord.Helps => $"better with {quirk.Name} {position}",
                VerdictWord.Hurts => $"worse with {quirk.Name} {position}",
                VerdictWord.Negligible => "no difference that matters",
                VerdictWord.TooFewSeeds => "too few seeds",
                _ => "undecided: neither a difference nor its absence is shown",
            });
    }
}
