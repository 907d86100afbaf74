using System.Globalization;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Chapter;

/// <summary>C2 and C5: whether dropout, L2 and BatchNorm regularize, and whether that helps.</summary>
internal sealed class RegularizationClaims
{
    private readonly ClaimsEvidence evidence;
    private readonly double region;
    private readonly IReadOnlyList<PairedComparison> gaps;
    private readonly IReadOnlyList<PairedComparison> train;

    /// <summary>
    /// Judges the families: gaps of C2's three nets and of the overfitting baseline; training accuracies with all images and with few.
    /// </summary>
    public RegularizationClaims(ClaimsEvidence evidence)
    {
        this.evidence = evidence;
        region = evidence.Record.Plan.Region;
        gaps = evidence.Compare(region, new[] { ClaimsPlan.Dropout, ClaimsPlan.L2, ClaimsPlan.BatchNorm, ClaimsPlan.FewBaseline }.Select(Gap));
        train = evidence.Compare(
            region,
            [
                .. ClaimsPlan.Techniques.Select(net => (evidence.Name(net), evidence.Differences(net, ClaimsPlan.Baseline, run => run.Train))),
                .. FewTechniques.Select(net => (evidence.Name(net), evidence.Differences(net, ClaimsPlan.FewBaseline, run => run.Train))),
            ]);

        (string, double[]) Gap(int arm) => (evidence.Name(arm), evidence.Differences(arm, ClaimsPlan.Baseline, run => run.Train - run.Test));
    }

    private static IEnumerable<int> FewTechniques => ClaimsPlan.Techniques.Select((_, i) => ClaimsPlan.FewBaseline + 1 + i);

    /// <summary>C2: a regularizer narrows the gap between training and test accuracy, and not by learning less.</summary>
    public StudyClaim Common()
    {
        var nets = new[] { ClaimsPlan.Dropout, ClaimsPlan.L2, ClaimsPlan.BatchNorm }
            .Select((net, i) => (Gap: gaps[i], Test: evidence.Answer(net, ClaimsPlan.Baseline))).ToList();
        return new StudyClaim(
            "C2",
            "Dropout, L2 and BatchNorm are the three common regularizers",
            "How common they are is no measurement. A net counts as regularized if the gap between its training accuracy (in evaluation mode) "
                + "and its test accuracy is narrower than the baseline's, and its test accuracy not lower. Against the baseline, in points: "
                + string.Join("; ", nets.Select(net =>
                    $"{net.Gap.Name}: gap {ClaimsEvidence.Told(net.Gap, "wider", "narrower")}, "
                    + $"test accuracy {StudyText.Effect(Score.Accuracy, net.Test)} ({Test(net.Test.Verdict)})")),
            string.Join("; ", nets.Select(net => $"{net.Gap.Name} {Regularizes(net.Gap.Verdict, net.Test.Verdict)}")));
    }

    /// <summary>C5 and the three parts of its "because".</summary>
    public IEnumerable<StudyClaim> Lowered()
    {
        var sound = evidence.Answer(ClaimsPlan.Altogether, ClaimsPlan.Baseline);
        var other = evidence.Answer(ClaimsPlan.OtherBaseline + 1, ClaimsPlan.OtherBaseline);
        var (protocol, otherProtocol) = (evidence.Record.Plan.Protocol.Text(), evidence.Record.Plan.Arms[ClaimsPlan.OtherBaseline].Protocol.Text());
        yield return new StudyClaim(
            "C5",
            "Regularization, all three together, lowered the result",
            $"Test accuracy of altogether against baseline, in points: {StudyText.Effect(Score.Accuracy, sound)} ({protocol} protocol); "
            + $"{StudyText.Effect(Score.Accuracy, other)} ({other.Name} against {other.Against})",
            $"{Fell(sound.Verdict)} ({protocol}); {Fell(other.Verdict)} ({otherProtocol})");
        yield return Overfits();
        yield return TooRigid();
        yield return Helps();
    }

    /// <summary>C5a: the baseline does not overfit; a second baseline does.</summary>
    private StudyClaim Overfits()
    {
        var few = evidence.Record.Plan.Arms[ClaimsPlan.FewBaseline].Spec;
        var (all, small) = (evidence.Record.Arms[ClaimsPlan.Baseline], evidence.Record.Arms[ClaimsPlan.FewBaseline]);
        return new StudyClaim(
            "C5a",
            "... because the baseline reaches only about 85% on its training images, so it does not overfit",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Training accuracy (in evaluation mode) and test accuracy: {evidence.Train(ClaimsPlan.Baseline)} and "
                + $"{evidence.Test(ClaimsPlan.Baseline)} for the baseline, {evidence.Train(ClaimsPlan.FewBaseline)} and "
                + $"{evidence.Test(ClaimsPlan.FewBaseline)} for the same net on {few.TrainRows:N0} training images and {few.Epochs} epochs "
                + $"(\"few images\"), made to overfit. Its gap against the baseline's, in points: "
                + $"{ClaimsEvidence.Told(gaps[3], "wider", "narrower")}"),
            gaps[3].Verdict == VerdictWord.Helps
                ? $"holds in the main: its gap is {Points(all.Train - all.Test)} points; "
                    + $"on few images, where it does overfit, {Points(small.Train - small.Test)}"
                : "not shown: on few images the gap is not wider, so C5c cannot be asked here");
    }

    /// <summary>C5b: where the net does not overfit, regularization makes it too rigid.</summary>
    private StudyClaim TooRigid()
    {
        var nets = ClaimsPlan.Techniques
            .Select((net, i) => (Name: evidence.Name(net), Train: train[i], Test: evidence.Answer(net, ClaimsPlan.Baseline)))
            .ToList();
        return new StudyClaim(
            "C5b",
            "... and where a net does not overfit, regularization makes it too rigid to learn, which lowers the result",
            "All images, against the baseline, in points: " + string.Join("; ", nets.Select(net => Both(net.Name, net.Train, net.Test))),
            Verdicts(
                (
                    "holds (lower on training and on test images)",
                    nets.Where(net => net.Train.Verdict == VerdictWord.Hurts && net.Test.Verdict == VerdictWord.Hurts)),
                ("does not hold (test accuracy higher all the same)", nets.Where(net => net.Test.Verdict == VerdictWord.Helps)),
                (
                    "not shown",
                    nets.Where(net =>
                        net.Test.Verdict != VerdictWord.Helps
                            && !(net.Train.Verdict == VerdictWord.Hurts && net.Test.Verdict == VerdictWord.Hurts)))));
    }

    /// <summary>C5c: where it overfits, regularization helps, and more than where it does not.</summary>
    private StudyClaim Helps()
    {
        var nets = FewTechniques.Select((net, i) => (
            Name: evidence.Name(ClaimsPlan.Techniques[i]), Train: train[ClaimsPlan.Techniques.Count + i],
            Test: evidence.Answer(net, ClaimsPlan.FewBaseline))).ToList();
        var more = evidence.Compare(region, FewTechniques.Select((net, i) => (evidence.Name(ClaimsPlan.Techniques[i]), ClaimsEvidence.Minus(
            evidence.Differences(net, ClaimsPlan.FewBaseline, run => run.Test),
            evidence.Differences(ClaimsPlan.Techniques[i], ClaimsPlan.Baseline, run => run.Test)))));
        return new StudyClaim(
            "C5c",
            "... so where a net does overfit, regularization helps",
            "Few images, against the baseline on few images, in points: " + string.Join("; ", nets.Select(net => Both(net.Name, net.Train, net.Test)))
                + ". What each does to the test accuracy on few images minus what it does on all: "
                + StudyText.Join([.. more.Select(one => $"{one.Name} {ClaimsEvidence.Told(one, "better there", "worse there")}")]),
            gaps[3].Verdict != VerdictWord.Helps ? "not tested: the baseline on few images does not overfit more (C5a)"
                : Verdicts(
                    ("holds (test accuracy higher)", nets.Where(net => net.Test.Verdict == VerdictWord.Helps)),
                    ("does not hold (lower)", nets.Where(net => net.Test.Verdict == VerdictWord.Hurts)),
                    ("makes no difference that matters", nets.Where(net => net.Test.Verdict == VerdictWord.Negligible)),
                    ("not shown", nets.Where(net => net.Test.Verdict is VerdictWord.Undecided or VerdictWord.TooFewSeeds)))
                + Beside("Better than what it does with all images", VerdictWord.Helps)
                + Beside("Worse than what it does with all images", VerdictWord.Hurts));

        string Beside(string words, VerdictWord verdict) =>
            more.Where(one => one.Verdict == verdict).Select(one => one.Name).ToList() is { Count: > 0 } names
                ? $". {words}: {StudyText.Join(names)}"
                : "";
    }

    private static string Both(string name, PairedComparison train, ContrastResult test) =>
        $"{name}: training {ClaimsEvidence.Told(train, "higher", "lower")}, test {StudyText.Effect(Score.Accuracy, test)} ({Test(test.Verdict)})";

    /// <summary>"holds for a and b; does not hold for c": what has no net is left out.</summary>
    private static string Verdicts(
        params (string Verdict, IEnumerable<(string Name, PairedComparison Train, ContrastResult Test)> Nets)[] verdicts) =>
        string.Join(
            "; ", verdicts.Where(one => one.Nets.Any()).Select(one => $"{one.Verdict}: {StudyText.Join([.. one.Nets.Select(net => net.Name)])}"));

    private static string Regularizes(VerdictWord gap, VerdictWord test) => (gap, test) switch
    {
        (VerdictWord.Hurts, VerdictWord.Hurts) => "underfits: the gap is narrower, but the test accuracy is lower too",
        (VerdictWord.Hurts, VerdictWord.Helps) => "regularizes: narrower gap, higher test accuracy",
        (VerdictWord.Hurts, VerdictWord.Negligible) => "regularizes: narrower gap, the same test accuracy",
        (VerdictWord.Hurts, _) => "regularizes as far as seen: narrower gap, test accuracy not shown to be lower",
        (VerdictWord.Helps, VerdictWord.Helps) => "does not regularize: the gap is wider; it helps in another way, the test accuracy is higher",
        (VerdictWord.Helps, _) => "does not regularize: the gap is wider",
        (VerdictWord.Negligible, _) => "does not regularize: no change of the gap that matters",
        (VerdictWord.TooFewSeeds, _) => "too few seeds",
        _ => "undecided: no change of the gap is shown",
    };

    private static string Fell(VerdictWord word) => word switch
    {
        VerdictWord.Hurts => "holds: it lowered the result",
        VerdictWord.Helps => "does not hold: it raised the result",
        VerdictWord.Negligible => "does not hold: no difference that matters",
        _ => "undecided",
    };

    private static string Test(VerdictWord word) => ClaimsEvidence.Word(word, "higher", "lower");

    private static string Points(double? value) => ClaimsEvidence.Number(value ?? double.NaN, 2);
}
