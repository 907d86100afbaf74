using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Chapter;

/// <summary>C4 and C7 to C9: what BatchNorm does to the outputs of hidden layers and to learning, and where it is put.</summary>
internal sealed class BatchNormClaims(ClaimsEvidence evidence)
{
    /// <summary>The accuracy, in percent, that the chapter's baseline reaches.</summary>
    private const double Goal = 85;

    /// <summary>C4: mean 0 and standard deviation 1.</summary>
    public static StudyClaim Standard(IReadOnlyList<NormalizationCheck> checks)
    {
        const string Claim = "Outputs of BatchNorm have mean 0 and standard deviation 1";
        if (checks.Count == 0)
        {
            return new StudyClaim("C4", Claim, "The batchnorm net diverged with every seed", "not measured");
        }

        var (before, after) = (
            UnitMoments.Over([.. checks.Select(check => check.Before)]), UnitMoments.Over([.. checks.Select(check => check.After)]));
        var (nets, layers) = (checks.Select(check => check.Seed).Distinct().Count(), checks.Select(check => check.Layer).Distinct().Count());
        return new StudyClaim(
            "C4",
            Claim,
            string.Create(
                CultureInfo.InvariantCulture,
                $"All units of {layers} BatchNorms in {nets} batchnorm nets over a batch of training images, the extremes. Initial weights: "
                + $"{before}; after training: {after}; after training, measured in evaluation mode: "
                + $"{UnitMoments.Over([.. checks.Select(check => check.Evaluation)])}"),
            (before.IsStandard(allowsConstant: true), after.IsStandard(allowsConstant: true)) switch
            {
                (true, false) => "holds before training only: scale and shift are learned, as they are meant to be",
                (true, true) => "holds",
                _ => "does not hold",
            });
    }

    /// <summary>C7: fewer epochs to the chapter's 85%.</summary>
    public StudyClaim Faster()
    {
        const string Claim = "BatchNorm makes the net learn faster";
        var (baseline, batchNorm) = (Epochs(ClaimsPlan.Baseline), Epochs(ClaimsPlan.BatchNorm));
        var epochs = evidence.Record.Plan.Arms[ClaimsPlan.Baseline].Spec.Epochs;
        var answer = evidence.Compare(0, [(evidence.Name(ClaimsPlan.BatchNorm), ClaimsEvidence.Minus(batchNorm, baseline))])[0];
        var measured = FormattableString.Invariant(
            $"Epochs until the validation accuracy reaches {Goal}%, of {epochs} ({epochs + 1} if it never does): ");
        if (!baseline.Concat(batchNorm).Any(reached => reached <= epochs))
        {
            return new StudyClaim("C7", Claim, $"{measured}neither net ever gets there", "cannot be said with this yardstick");
        }

        return new StudyClaim(
            "C7",
            Claim,
            $"{measured}baseline {ClaimsEvidence.Number(ClaimsEvidence.Mean(baseline), 2)}, "
            + $"batchnorm {ClaimsEvidence.Number(ClaimsEvidence.Mean(batchNorm), 2)} on average, "
            + $"difference {ClaimsEvidence.Told(answer, "more", "fewer")}. Seconds are not compared: the trainings share the cores",
            Verdict(
                answer.Verdict,
                holds: VerdictWord.Hurts,
                FormattableString.Invariant(
                    $"holds at learning rate {evidence.Record.Plan.Arms[ClaimsPlan.BatchNorm].Spec.Optimizer.LearningRate}, counted in epochs"),
                "does not hold: it needs more epochs"));
    }

    /// <summary>C8: results of different seeds lie closer together.</summary>
    public StudyClaim MoreStable()
    {
        var (baseline, batchNorm) = (
            evidence.Record.Arms[ClaimsPlan.Baseline].TestDeviation, evidence.Record.Arms[ClaimsPlan.BatchNorm].TestDeviation);
        var answer = evidence.Compare(
            0, [(evidence.Name(ClaimsPlan.BatchNorm), ClaimsEvidence.Minus(FromMedian(ClaimsPlan.BatchNorm), FromMedian(ClaimsPlan.Baseline)))])[0];
        return new StudyClaim(
            "C8",
            "BatchNorm makes the net more stable",
            "Taken as: other seeds give closer results. Standard deviation of the test accuracy over the seeds, in points: "
            + $"baseline {Text(baseline)}, batchnorm {Text(batchNorm)} ({Text(batchNorm / baseline)} times as much). "
            + $"Distance of a result from its net's median, batchnorm against baseline: {ClaimsEvidence.Told(answer, "farther", "closer")}",
            // Under the sequential rule each new seed would move the medians, and with them the distances that were bet on before.
            evidence.Record.Plan.IsSequential ? "not judged: it needs a number of seeds that was fixed before"
                : Verdict(
                    answer.Verdict,
                    holds: VerdictWord.Hurts,
                    "holds: its results lie closer together",
                    "does not hold: its results lie farther apart"));
    }

    /// <summary>C9: not on the last hidden layer.</summary>
    public StudyClaim NotOnTheLast()
    {
        var answer = evidence.Answer(ClaimsPlan.LastBatchNorm, ClaimsPlan.BatchNorm);
        return new StudyClaim(
            "C9",
            "BatchNorm is usually left out on the last hidden layer, so that the outputs stay as they are",
            "Test accuracy with BatchNorm on the last hidden layer too, against batchnorm on the first two, in points: "
            + $"{StudyText.Effect(Score.Accuracy, answer)}. What is usual was not measured",
            answer.Verdict switch
            {
                VerdictWord.Hurts => "good advice here: one more BatchNorm lowers the test accuracy",
                VerdictWord.Helps => "bad advice here: one more BatchNorm raises the test accuracy",
                VerdictWord.Negligible => "makes no difference that matters here",
                VerdictWord.TooFewSeeds => "too few seeds",
                _ => "undecided: neither harm nor its absence is shown",
            });
    }

    private double[] Epochs(int arm) => evidence.EachCurve(arm, (_, valid) =>
    {
        var reached = valid.TakeWhile(accuracy => accuracy < Goal).Count();
        return reached == valid.Count ? evidence.Record.Plan.Arms[arm].Spec.Epochs + 1 : reached + 1;
    });

    /// <summary>Distances of an arm's test accuracies from their median (Brown and Forsythe, 1974), seed by seed.</summary>
    private double[] FromMedian(int arm)
    {
        var values = evidence.Each(arm, run => run.Test);
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        var median = sorted.Length == 0 ? double.NaN : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
        return [.. values.Select(value => Math.Abs(value - median))];
    }

    private static string Verdict(VerdictWord verdict, VerdictWord holds, string yes, string no) => verdict switch
    {
        VerdictWord.TooFewSeeds => "too few seeds",
        VerdictWord.Undecided or VerdictWord.Negligible => "undecided: no difference is shown",
        _ => verdict == holds ? yes : no,
    };

    private static string Text(double? value) => ClaimsEvidence.Number(value ?? double.NaN, 2);
}
