using Temper.Lab.Statistics;
using Temper.Lab.Studies;

namespace Temper.Lab.Claims;

/// <summary>C10 to C12: what happens inside: size of weights, single units, training and validation over the epochs.</summary>
internal sealed class InsideClaims(ClaimsEvidence evidence)
{
    // One hidden unit more or less changes few guesses: points would begin with zeros.
    private const int ImagesTold = 10_000;

    /// <summary>C10: L2 keeps the weights small.</summary>
    public ChapterClaim SmallWeights()
    {
        int[] nets = [ClaimsPlan.L2, ClaimsPlan.OtherL2];
        var baseline = ClaimsEvidence.Mean(evidence.Each(ClaimsPlan.Baseline, run => run.WeightNorm));
        var answers = evidence.Compare(0, nets.Select(net => (evidence.Name(net), evidence.Differences(net, ClaimsPlan.Baseline, run => run.WeightNorm))));
        return new ChapterClaim(
            "C10",
            "L2 keeps the weights small",
            $"Norm of all weights after training, the root of the sum of their squares: baseline {ClaimsEvidence.Number(baseline, 2)} on average; difference for "
                + StudyText.Join([.. answers.Select(one => $"{one.Name} {ClaimsEvidence.Told(one, "larger", "smaller")}")]),
            string.Join("; ", answers.Select(one => $"{one.Name}: " + one.Verdict switch
            {
                VerdictWord.Hurts => $"holds, smaller by {ClaimsEvidence.Percent(-100 * one.Mean / baseline)}",
                VerdictWord.Helps => $"does not hold, larger by {ClaimsEvidence.Percent(100 * one.Mean / baseline)}",
                VerdictWord.TooFewSeeds => "too few seeds",
                _ => "undecided",
            })));
    }

    /// <summary>C11: with dropout the net depends less on single units.</summary>
    public ChapterClaim SingleUnits(ClaimChecks checks)
    {
        const string Claim = "Dropout keeps the net from depending too much on single units";
        var (baseline, dropout) = (Of(ClaimsPlan.Baseline), Of(ClaimsPlan.Dropout));
        ulong[] seeds = [.. baseline.Keys.Intersect(dropout.Keys)];
        if (seeds.Length == 0)
        {
            return new ChapterClaim("C11", Claim, "No seed has both nets, or there are no validation images", "not measured");
        }

        var any = baseline[seeds[0]];
        var answers = evidence.CompareFixed(0, [("one unit", Differences(unit => unit.MeanFall)), ("the most missed unit", Differences(unit => unit.LargestFall))]);
        return new ChapterClaim(
            "C11",
            Claim,
            FormattableString.Invariant($"Each of {any.Units} hidden units of trained nets was switched off, one at a time; more wrong guesses of {ImagesTold} validation images (measured on {any.Images}, {seeds.Length} seeds). Mean over the units: baseline {Mean(baseline, unit => Told(unit.MeanFall))}, {evidence.Name(ClaimsPlan.Dropout)} {Mean(dropout, unit => Told(unit.MeanFall))}, difference {ClaimsEvidence.Told(answers[0], "more", "fewer")}; the unit that is missed most: {Mean(baseline, unit => Told(unit.LargestFall))} and {Mean(dropout, unit => Told(unit.LargestFall))}, difference {ClaimsEvidence.Told(answers[1], "more", "fewer")}. Units that are 0 on all these images: {Mean(baseline, unit => 100.0 * unit.Silent / unit.Units)}% and {Mean(dropout, unit => 100.0 * unit.Silent / unit.Units)}%"),
            $"the average unit: {Verdict(answers[0].Verdict)}; the most missed unit: {Verdict(answers[1].Verdict)}");

        Dictionary<ulong, UnitCheck> Of(int arm) => checks.Units.Where(unit => unit.Arm == evidence.Name(arm)).ToDictionary(unit => unit.Seed);
        double[] Differences(Func<UnitCheck, double> figure) =>
            [.. seeds.Select(seed => Told(figure(dropout[seed]) - figure(baseline[seed])))];
        static double Told(double points) => points * ImagesTold / 100;
        string Mean(Dictionary<ulong, UnitCheck> units, Func<UnitCheck, double> figure) => ClaimsEvidence.Number(seeds.Average(seed => figure(units[seed])), 1);
        static string Verdict(VerdictWord word) => word switch
        {
            VerdictWord.Hurts => "holds, it is missed less",
            VerdictWord.Helps => "does not hold, it is missed more",
            VerdictWord.TooFewSeeds => "too few seeds",
            _ => "undecided",
        };
    }

    /// <summary>C12: training and validation accuracy part where the net overfits.</summary>
    public ChapterClaim Parting()
    {
        var (few, all) = (evidence.EachCurve(ClaimsPlan.FewBaseline, Growth), evidence.EachCurve(ClaimsPlan.Baseline, Growth));
        var answers = evidence.Compare(
            evidence.Record.Plan.Region, [("few images", few), ("all images", all), ("few images minus all", ClaimsEvidence.Minus(few, all))]);
        var epochs = evidence.Record.Plan.Arms[ClaimsPlan.FewBaseline].Spec.Epochs;
        var best = ClaimsEvidence.Mean(evidence.EachCurve(ClaimsPlan.FewBaseline, (_, valid) => 1 + valid.Index().MaxBy(epoch => epoch.Item).Index));
        return new ChapterClaim(
            "C12",
            "A net that overfits learns its training images by heart: training and validation accuracy part",
            FormattableString.Invariant($"Growth of the gap between training accuracy (in evaluation mode) and validation accuracy, from the first fifth of the epochs to the last, baseline, in points: ")
                + StudyText.Join([.. answers.Select(one => $"{one.Name} {ClaimsEvidence.Told(one, "grows", "shrinks")}")])
                + FormattableString.Invariant($". On few images the validation accuracy is highest after {ClaimsEvidence.Number(best, 0)} of {epochs} epochs, mean over the seeds: {Valid(valid => valid.Max())} there, {Valid(valid => valid[^1])} at the end, while training accuracy ends at {evidence.Train(ClaimsPlan.FewBaseline)}"),
            (answers[0].Verdict, answers[2].Verdict) switch
            {
                (VerdictWord.Helps, VerdictWord.Helps) => $"holds: they part where the net overfits{(answers[1].Verdict == VerdictWord.Helps ? ", and less where it does not" : "")}",
                (VerdictWord.Helps, _) => "they part on few images, but not shown to be more than with all",
                (VerdictWord.TooFewSeeds, _) => "too few seeds",
                _ => "not shown",
            });

        string Valid(Func<IReadOnlyList<double>, double> figure) => ClaimsEvidence.Percent(ClaimsEvidence.Mean(evidence.EachCurve(ClaimsPlan.FewBaseline, (_, valid) => figure(valid))));
    }

    /// <summary>Fifths, not the best epoch: that is chosen by the validation accuracy, so that any choice would look like a gap that grows.</summary>
    private static double Growth(IReadOnlyList<double> train, IReadOnlyList<double> valid)
    {
        var fifth = Math.Max(1, valid.Count / 5);
        double[] gaps = [.. train.Zip(valid, (left, right) => left - right)];
        return gaps[^fifth..].Average() - gaps[..fifth].Average();
    }
}
