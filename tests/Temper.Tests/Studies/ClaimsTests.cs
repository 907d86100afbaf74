using Temper.Devices.Cpu;
using Temper.Lab.Claims;
using Temper.Lab.Experiments;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Studies;

public sealed class ClaimsTests
{
    private static readonly ArmSettings Settings = new(Protocol.Sound, 3) { Epochs = 1 };

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
        var check = NormalizationCheck.Run(SmallStudy.Dataset, spec, device, TestContext.Current.CancellationToken);
        Assert.True(check.Before.IsStandard(allowsConstant: true), check.Before.ToString());
        Assert.False(check.After.IsStandard(allowsConstant: true), check.After.ToString());
    }

    [Theory]
    [InlineData(Protocol.Sound)]
    [InlineData(Protocol.Chapter)]
    public void Every_claim_and_quirk_gets_a_verdict(Protocol protocol)
    {
        using var small = new SmallStudy();
        var arms = ClaimsPlan.ArmsOf(Settings with { Protocol = protocol });
        var plan = SmallStudy.Plan("baseline", "l2") with { Kind = "claims", Arms = arms, Contrasts = ClaimsPlan.Questions(arms) };
        var record = small.Run(plan, 9);

        var claims = ClaimsJudge.Judge(record, new ClaimChecks(new PenaltyCheck(1e-9, 1, 1), new NormalizationCheck(new(0, 1, 1), new(1, 0.5, 2), new(1, 1, 1))));

        Assert.Equal(["C1", "C2", "C3", "C4", "C5", "Q2", "Q4", "Q5", "Q6", "Q7", "Q19", "Q19"], claims.Select(claim => claim.Id));
        Assert.All(claims, claim => Assert.False(string.IsNullOrWhiteSpace(claim.Measured) || string.IsNullOrWhiteSpace(claim.Verdict)));
        Assert.Equal("holds before training only: scale and shift are learned, as they are meant to be", claims[3].Verdict);
        Assert.Equal(record.Results.Count, arms.Count - 2);
    }
}
