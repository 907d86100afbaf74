using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Tests.Studies;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Chapter;

public sealed class ClaimsTests
{
    private static readonly ArmSettings Settings = new(Protocol.Sound, 3) { Epochs = 1 };

    private static readonly string[] Ids =
        ["C1", "C2", "C3", "C4", "C5", "C5a", "C5b", "C5c", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "Q2", "Q4", "Q5", "Q6", "Q7", "Q19", "Q19"];

    [Fact]
    public void Weight_decay_is_the_gradient_of_half_lambda_times_the_squares()
    {
        var check = PenaltyCheck.Run(SmallStudy.Dataset);
        Assert.True(check.Holds, $"{check}");
        Assert.InRange(check.WithoutPenalty, 0.05, double.MaxValue);
    }

    [Fact]
    public void BatchNorm_is_standard_before_training_and_not_after()
    {
        var spec = Arms.Read("batchnorm", Settings, "").Spec with { Epochs = 8 };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, SmallStudy.Dataset, device);
        var checks = NormalizationCheck.Run(trainer, TestContext.Current.CancellationToken);
        Assert.Equal([1, 2], checks.Select(check => check.Layer));
        Assert.All(checks, check => Assert.True(check.Before.IsStandard(allowsConstant: true), check.Before.ToString()));
        Assert.All(checks, check => Assert.False(check.After.IsStandard(allowsConstant: true), check.After.ToString()));
    }

    [Fact]
    public void A_unit_is_missed_as_much_as_a_net_without_it_says()
    {
        var spec = Arms.Read("dropout", Settings, "").Spec with { Epochs = 3 };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, SmallStudy.Dataset, device);
        var check = UnitCheck.Run("dropout", trainer, TestContext.Current.CancellationToken);

        // The same by another way: the weights that lead away from each unit of the last hidden layer are set to 0 in the whole net.
        var data = SmallStudy.Dataset;
        int[] rows = trainer.Split.Valid;
        var images = data.Train.Pick(rows);
        Assert.Equal(Evaluator.Evaluate(trainer.Network, images, trainer.Dataset.Task, trainer.Scaler).Score, check.Accuracy, 9);
        var falls = new List<double>();
        foreach (var from in new[] { "hd1", "hd2", "hd3" })
        {
            var weight = trainer.Network.Parameters.Single(parameter => parameter.Name == $"{from}.weight");
            var view = trainer.Network.ParameterValues.Slice(weight.Offset, weight.Length);
            var values = view.ToSingles();
            for (var unit = 0; unit < 200; unit++)
            {
                var without = (float[])values.Clone();
                Array.Clear(without, unit * weight.Shape[0], weight.Shape[0]);
                view.Write(without.AsSpan());
                falls.Add(check.Accuracy - Evaluator.Evaluate(trainer.Network, images, trainer.Dataset.Task, trainer.Scaler).Score);
            }

            view.Write(values.AsSpan());
        }

        Assert.Equal((600, rows.Length), (check.Units, check.Images));
        Assert.Equal(falls.Max(), check.LargestFall, 9);
        Assert.Equal(falls.Average(), check.MeanFall, 9);
        Assert.InRange(check.Silent, 0, falls.Count(fall => Math.Abs(fall) < 1e-9));
    }

    [Fact]
    public void What_a_look_has_is_not_measured_again()
    {
        var arms = ClaimsPlan.ArmsOf(Settings, SmallStudy.Dataset.Train.Count);
        var plan = SmallStudy.Plan("baseline", "l2") with { Kind = StudyKind.Claims, Arms = arms, Contrasts = ClaimsPlan.Questions(arms) };
        using var pool = new CpuDevicePool(threads: 2);
        ClaimChecks Measure(int seeds, ClaimChecks? before) => ClaimChecks.Run(
            plan, seeds, SmallStudy.Dataset, pool, new SmallStudy.Watcher(), before, TestContext.Current.CancellationToken);

        var first = Measure(1, null);
        Assert.Equal([(1ul, 1), (1ul, 2)], first.Normalization.Select(check => (check.Seed, check.Layer)));
        Assert.Equal([("baseline", 1ul), ("dropout=0.1", 1ul), ("dropout=0.5", 1ul)], first.Units.Select(check => (check.Arm, check.Seed)));
        Assert.Same(first, Measure(1, first));
        var more = Measure(2, first);
        Assert.Equal(first.Units, more.Units.Where(check => check.Seed == 1));
        Assert.Equal(2, more.Seeds);
    }

    [Theory]
    [InlineData(Protocol.Sound)]
    [InlineData(Protocol.Chapter)]
    public void Every_claim_and_quirk_gets_a_verdict(Protocol protocol)
    {
        using var small = new SmallStudy();
        var arms = ClaimsPlan.ArmsOf(Settings with { Protocol = protocol }, SmallStudy.Dataset.Train.Count);
        var plan = SmallStudy.Plan("baseline", "l2") with { Kind = StudyKind.Claims, Arms = arms, Contrasts = ClaimsPlan.Questions(arms) };
        var record = small.Run(plan, 6);
        UnitCheck Units(ulong seed, string arm) => new(arm, seed, 2000, 600, 60, 85, arm == "dropout=0.5" ? 0.01 : 0.02 + (seed / 1000.0), 5);
        var checks = new ClaimChecks(
            new PenaltyCheck(1e-9, 1, 1), [new NormalizationCheck(1, 1, new(0, 1, 1), new(1, 0.5, 2), new(1, 1, 1))],
            [.. from seed in plan.Seeds(6) from arm in new[] { "baseline", "dropout=0.1", "dropout=0.5" } select Units(seed, arm)], 6, "");

        var claims = ClaimsJudge.Judge(record, checks);

        Assert.Equal(Ids, claims.Select(claim => claim.Id));
        Assert.All(claims, claim => Assert.False(string.IsNullOrWhiteSpace(claim.Measured) || string.IsNullOrWhiteSpace(claim.Verdict)));
        Assert.All(claims, claim => Assert.DoesNotContain("NaN", claim.Measured + claim.Verdict, StringComparison.Ordinal));
        Assert.Equal("holds before training only: scale and shift are learned, as they are meant to be", claims[3].Verdict);
        Assert.Equal("dropout=0.1: undecided for the average unit and for the most missed; dropout=0.5: holds for the average unit, undecided for the most missed", claims[13].Verdict);

        var none = ClaimsJudge.Judge(record, checks with { Normalization = [], Units = [] });
        Assert.Equal(("not measured", "not measured"), (none[3].Verdict, none[13].Verdict));
    }

    [Fact]
    public void Few_images_are_2000_of_Fashion_MNIST_with_as_many_steps()
    {
        var arms = ClaimsPlan.ArmsOf(new ArmSettings(Protocol.Sound, 10));

        Arm.RequireDifferent(arms);
        var few = arms.Single(arm => arm.Name == "baseline on few images").Spec;
        Assert.Equal((2000, 100, 0.05), (few.TrainRows, few.Epochs, few.ValidFraction));
        Assert.Equal(6, arms.Count(arm => arm.Spec.TrainRows == 2000));
        Assert.All(arms, arm => Assert.True(arm.Spec.MeasureTrainAccuracy));
        var last = arms.Single(arm => arm.Name == "batchnorm on the last layer too").Spec;
        Assert.Equal(["bn1", "bn2", "bn3"], last.Layers.OfType<BatchNorm1d>().Select(layer => layer.Name));
        Assert.Equal(2, arms.Single(arm => arm.Name == "batchnorm").Spec.Layers.OfType<BatchNorm1d>().Count());

        // Every question is about what its arm's name says: one arm against the same net without.
        Assert.All(ClaimsPlan.Questions(arms), question => Assert.NotEqual(question.Name, question.Against));
        Assert.All(ClaimsPlan.Questions(arms), question => Assert.Equal(question.Name.Contains("few", StringComparison.Ordinal), question.Against!.Contains("few", StringComparison.Ordinal)));
    }
}
