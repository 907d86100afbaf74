using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Chapter;

/// <summary>Quirks that a study cannot tell from its factors.</summary>
public sealed class ConfoundingTests
{
    [Theory]
    [InlineData(Protocol.Sound, "", "sound protocol")]
    [InlineData(Protocol.Chapter, "", "chapter protocol")]
    [InlineData(Protocol.Chapter, "Q2=off", "chapter protocol with Q2 off")]
    [InlineData(Protocol.Sound, "Q26=off Q6=on", "sound protocol with Q26 off and Q6 on")]
    [InlineData(Protocol.Sound, "Q19=off", "sound protocol")]
    public void Quirks_that_are_switched_in_all_arms_are_named_with_the_protocol(Protocol protocol, string switches, string expected)
    {
        var arms = Arms.Read(["baseline", "batchnorm+Q4=on"], new ArmSettings(protocol, 10) { Switches = switches.Split(' ', StringSplitOptions.RemoveEmptyEntries) }, "");
        var plan = new StudyPlan { Kind = StudyKind.Compare, Protocol = protocol, Arms = arms, Contrasts = [], Dataset = "", DatasetHash = "", DatasetSource = "", FirstSeed = 1 };
        Assert.Equal(expected, new ChapterSubject().Protocol(plan));
    }

    [Fact]
    public void The_chapters_way_of_validating_is_on_in_some_cells_of_batchnorm_only()
    {
        var found = Assert.Single(Factorial(Protocol.Chapter));
        Assert.StartsWith("Q2 (", found, StringComparison.Ordinal);
        Assert.Contains("is on in batchnorm and l2=0.0001+batchnorm only", found, StringComparison.Ordinal);
        Assert.Contains("--quirk Q2=off", found, StringComparison.Ordinal);
    }

    [Fact]
    public void Switched_off_in_all_cells_or_under_the_sound_protocol_nothing_is_mixed_up()
    {
        Assert.Empty(Factorial(Protocol.Chapter, "Q2=off"));
        Assert.Empty(Factorial(Protocol.Sound));
    }

    [Theory]
    [InlineData(0, "baseline", "batchnorm")]
    [InlineData(1, "baseline", "batchnorm", "dropout+batchnorm")]
    [InlineData(0, "batchnorm", "batchnorm+Q2=off")]
    [InlineData(0, "baseline", "lr=0.001", "batchnorm+lr=0.003")]
    [InlineData(0, "baseline", "early-stopping=2")]
    [InlineData(0, "baseline", "l2", "l2+dropout", "dropout")]
    public void An_arm_that_asks_about_a_quirk_is_not_confounded_by_it(int mixed, params string[] arms)
    {
        var settings = new ArmSettings(Protocol.Chapter, 10);
        Assert.Equal(mixed, Confounding.Of(Plan([.. arms.Select(arm => Arms.Read(arm, settings, ""))], Protocol.Chapter)).Count);
    }

    private static IReadOnlyList<string> Factorial(Protocol protocol, params string[] switches) => Confounding.Of(Plan(
        FactorialDesign.Of(["dropout=0.1", "l2", "batchnorm"], new ArmSettings(protocol, 10) { Switches = switches }).Arms, protocol));

    private static StudyPlan Plan(IReadOnlyList<Arm> arms, Protocol protocol) => new()
    {
        Kind = StudyKind.Compare,
        Protocol = protocol,
        Arms = arms,
        Contrasts = [],
        Dataset = "",
        DatasetHash = "",
        DatasetSource = "",
        FirstSeed = 1,
    };
}
