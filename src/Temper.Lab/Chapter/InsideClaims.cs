using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Optimizers;

namespace Temper.Lab.Chapter;

/// <summary>C10 to C12: what happens inside: size of weights, single units, training and validation over the epochs.</summary>
internal sealed class InsideClaims(ClaimsEvidence evidence)
{
    // One hidden unit more or less changes few guesses: points would begin with zeros.
    private const int ImagesTold = 10_000;

    /// <summary>C10: L2 keeps the weights small.</summary>
    public StudyClaim SmallWeights()
    {
        int[] nets = [ClaimsPlan.L2, ClaimsPlan.OtherL2];
        var baseline = ClaimsEvidence.Mean(evidence.Each(ClaimsPlan.Baseline, run => run.WeightNorm));
        var answers = evidence.Compare(
            0, nets.Select(net => (evidence.Name(net), evidence.Differences(net, ClaimsPlan.Baseline, run => run.WeightNorm))));
        return new StudyClaim(
            "C10",
            "L2 keeps the weights small",
            "Norm of all weights after training, the root of the sum of their squares: "
                + $"baseline {ClaimsEvidence.Number(baseline, 2)} on average; difference for "
                + StudyText.Join([.. answers.Select((one, i) => $"{one.Name} ({Way(nets[i])}) {ClaimsEvidence.Told(one, "larger", "smaller")}")]),
            string.Join("; ", answers.Select(one => $"{one.Name}: " + one.Verdict switch
            {
                VerdictWord.Hurts => $"holds, smaller by {ClaimsEvidence.Percent(-100 * one.Mean / baseline)}",
                VerdictWord.Helps => $"does not hold, larger by {ClaimsEvidence.Percent(100 * one.Mean / baseline)}",
                VerdictWord.TooFewSeeds => "too few seeds",
                _ => "undecided",
            })));

        string Way(int arm) =>
            evidence.Record.Plan.Arms[arm].Spec.Optimizer is AdamW ? "beside the gradient, AdamW" : "in the gradient of Adam, the chapter's way";
    }

    /// <summary>C11: with dropout the net depends less on single units.</summary>
    public StudyClaim SingleUnits(ClaimChecks checks)
    {
        const string Claim = "Dropout keeps the net from depending too much on single units";
        int[] nets = [ClaimsPlan.LightDropout, ClaimsPlan.Dropout];
        var baseline = Of(ClaimsPlan.Baseline);
        var dropout = nets.Select(Of).ToList();
        ulong[] seeds = [.. baseline.Keys.Where(seed => dropout.All(net => net.ContainsKey(seed)))];
        if (seeds.Length == 0)
        {
            return new StudyClaim("C11", Claim, "No seed has all nets, or there are no validation images", "not measured");
        }

        var any = baseline[seeds[0]];
        var means = evidence.CompareFixed(0, dropout.Select((net, i) => (evidence.Name(nets[i]), Differences(net, unit => unit.MeanFall))));
        var most = evidence.CompareFixed(0, dropout.Select((net, i) => (evidence.Name(nets[i]), Differences(net, unit => unit.LargestFall))));
        return new StudyClaim(
            "C11",
            Claim,
            string.Create(
                CultureInfo.InvariantCulture,
                $"Each of {any.Units} hidden units of trained nets was switched off, one at a time; "
                + $"how many more images in {ImagesTold:N0} are then guessed wrong (counted on {any.Images:N0} validation images, "
                + $"{seeds.Length} seeds). Mean over the units: baseline {Mean(baseline, unit => Told(unit.MeanFall))}; "
                + $"against it {Against(means)}. The unit that is missed most: baseline {Mean(baseline, unit => Told(unit.LargestFall))}; "
                + $"against it {Against(most)}. Accuracy of the whole nets: {All(unit => unit.Accuracy)}; units that are 0 on all these images: "
                + $"{All(unit => 100.0 * unit.Silent / unit.Units)}"),
            string.Join("; ", means.Zip(most, (mean, one) => $"{mean.Name}: " + (mean.Verdict == one.Verdict
                ? $"{Verdict(mean.Verdict)} for the average unit and for the most missed"
                : $"{Verdict(mean.Verdict)} for the average unit, {Verdict(one.Verdict)} for the most missed"))));

        Dictionary<ulong, UnitCheck> Of(int arm) => checks.Units.Where(unit => unit.Arm == evidence.Name(arm)).ToDictionary(unit => unit.Seed);
        double[] Differences(Dictionary<ulong, UnitCheck> net, Func<UnitCheck, double> figure) =>
            [.. seeds.Select(seed => Told(figure(net[seed]) - figure(baseline[seed])))];
        string Mean(Dictionary<ulong, UnitCheck> net, Func<UnitCheck, double> figure) =>
            ClaimsEvidence.Number(seeds.Average(seed => figure(net[seed])), 1);
        string All(Func<UnitCheck, double> figure) =>
            StudyText.Join([$"baseline {Mean(baseline, figure)}%", .. dropout.Select((net, i) => $"{evidence.Name(nets[i])} {Mean(net, figure)}%")]);
        static string Against(IReadOnlyList<PairedComparison> answers) =>
            StudyText.Join([.. answers.Select(one => $"{one.Name} {ClaimsEvidence.Told(one, "more", "fewer")}")]);
        static double Told(double points) => points * ImagesTold / 100;
        static string Verdict(VerdictWord word) => word switch
        {
            VerdictWord.Hurts => "holds",
            VerdictWord.Helps => "does not hold",
            VerdictWord.TooFewSeeds => "too few seeds",
            _ => "undecided",
        };
    }

    /// <summary>C12: training and validation accuracy part where the net overfits.</summary>
    public StudyClaim Parting()
    {
        var (few, all) = (evidence.EachCurve(ClaimsPlan.FewBaseline, Growth), evidence.EachCurve(ClaimsPlan.Baseline, Growth));
        var answers = evidence.Compare(
            evidence.Record.Plan.Region, [("few images", few), ("all images", all), ("few images minus all", ClaimsEvidence.Minus(few, all))]);
        var epochs = evidence.Record.Plan.Arms[ClaimsPlan.FewBaseline].Spec.Epochs;
        var best = ClaimsEvidence.Mean(evidence.EachCurve(ClaimsPlan.FewBaseline, (_, valid) => 1 + valid.Index().MaxBy(epoch => epoch.Item).Index));
        return new StudyClaim(
            "C12",
            "A net that overfits learns its training images by heart: training and validation accuracy part",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Growth of the gap between training accuracy (in evaluation mode) and validation accuracy, "
                + $"from the first fifth of the epochs to the last, baseline, in points: ")
                + StudyText.Join([.. answers.Select(one => $"{one.Name} {ClaimsEvidence.Told(one, "grows", "shrinks")}")])
                + string.Create(
                    CultureInfo.InvariantCulture,
                    $". On few images the validation accuracy is highest after {ClaimsEvidence.Number(best, 0)} of {epochs} epochs, "
                    + $"mean over the seeds: {Valid(valid => valid.Max())} there (the luckiest epoch, so rather too high), "
                    + $"{Valid(valid => valid[^1])} at the end, while training accuracy ends at {evidence.Train(ClaimsPlan.FewBaseline)}"),
            (answers[0].Verdict, answers[2].Verdict) switch
            {
                (VerdictWord.Helps, VerdictWord.Helps) =>
                    $"holds: they part where the net overfits{(answers[1].Verdict == VerdictWord.Helps ? ", and less where it does not" : "")}",
                (VerdictWord.Helps, _) => "they part on few images, but not shown to be more than with all",
                (VerdictWord.TooFewSeeds, _) => "too few seeds",
                _ => "not shown",
            });

        string Valid(Func<IReadOnlyList<double>, double> figure) =>
            ClaimsEvidence.Percent(ClaimsEvidence.Mean(evidence.EachCurve(ClaimsPlan.FewBaseline, (_, valid) => figure(valid))));
    }

    /// <summary>Fifths, not the best epoch: that is chosen by the validation accuracy, so that any choice would look like a gap that grows.</summary>
    private static double Growth(IReadOnlyList<double> train, IReadOnlyList<double> valid)
    {
        var fifth = Math.Max(1, valid.Count / 5);
        double[] gaps = [.. train.Zip(valid, (left, right) => left - right)];
        return gaps[^fifth..].Average() - gaps[..fifth].Average();
    }
}
