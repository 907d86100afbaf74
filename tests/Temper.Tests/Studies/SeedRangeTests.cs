using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>Seeds in a row never wrap: what does not fit is refused before anything is trained.</summary>
public sealed class SeedRangeTests
{
    [Fact]
    public void What_fits_exactly_fits_and_one_more_does_not()
    {
        Assert.Equal([ulong.MaxValue - 1, ulong.MaxValue], new SeedRange(ulong.MaxValue - 1, 2).Slice(0, 2));
        Assert.Equal(ulong.MaxValue, new SeedRange(ulong.MaxValue, 1)[0]);
        Assert.Equal(99UL, new SeedRange(0, 100, last: 99)[99]);
        AssertRefused("at most 18446744073709551614.", ulong.MaxValue, 2);
        AssertRefused("at most 18446744073709551613.", ulong.MaxValue - 1, 3);
        AssertRefused("at most 0.", 1, 100, last: 99);
        AssertRefused("choose at most 100 seeds.", 0, 101, last: 99);
        AssertRefused("at most 90.", ulong.MaxValue, 10, last: 99);
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeedRange(1, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new SeedRange(5, 2)[2]);
    }

    [Fact]
    public void A_plans_seed_past_the_last_one_throws()
    {
        var plan = new StudyPlan
        {
            Kind = StudyKind.Compare, Protocol = Protocol.Sound, Arms = [], Contrasts = [], Dataset = "", DatasetHash = "", DatasetSource = "", FirstSeed = ulong.MaxValue - 3,
        };
        Assert.Equal(ulong.MaxValue, plan.Seed(3));
        Assert.Throws<OverflowException>(() => plan.Seed(4));
        Assert.Throws<OverflowException>(() => plan.Seeds(5));
    }

    [Theory]
    [InlineData("999999989.", "compare", "baseline", "dropout", "--seed", "999999990", "--seeds", "11")]
    [InlineData("999999989.", "compare", "baseline", "dropout", "--seed", "18446744073709551615", "--seeds", "11")]
    [InlineData("999999989.", "compare", "baseline", "dropout", "--seed", "18446744073709551606", "--seeds", "11")]
    [InlineData("999999949.", "compare", "baseline", "dropout", "--seed", "999999950", "--until-decided", "--max-seeds", "51")]
    [InlineData("999999949.", "compare", "baseline", "dropout", "--seed", "18446744073709551570", "--until-decided", "--max-seeds", "51")]
    [InlineData("999999969.", "factorial", "--seed", "18446744073709551590", "--seeds", "31")]
    [InlineData("999999989.", "claims", "--seed", "18446744073709551610", "--seeds", "11")]
    [InlineData("999999989.", "compare", "baseline", "dropout", "--lr", "auto", "--seed", "1000000000", "--seeds", "11")]
    [InlineData("18446744073709551614.", "chapter", "--seed", "18446744073709551615", "--seeds", "2")]
    [InlineData("18446744073709551606.", "chapter", "--seed", "18446744073709551610", "--seeds", "10")]
    public async Task Every_command_refuses_seeds_that_would_wrap_in_one_line_with_the_largest_first_one(string largest, params string[] args)
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);
        var before = temper.Folder.Files();

        (await temper.RunAsync([.. args, "--data", "small", "--device", "cpu"])).Returned(2).IsOneError($"choose a smaller first seed, at most {largest[..^1]}");

        Assert.Equal(before, temper.Folder.Files());
        Assert.False(Directory.Exists(temper.Folder.Sub("runs")));
    }

    [Fact]
    public async Task The_last_seeds_of_all_are_trained()
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);

        (await temper.RunAsync("chapter", "--data", "small", "--experiment", "baseline", "--protocol", "sound", "--epochs", "1", "--seed", "18446744073709551614", "--seeds", "2", "--out", "last", "-q")).Returned(0);

        Assert.Contains("last/seeds/sound-baseline-18446744073709551615.json", temper.Folder.Files());
    }

    private static void AssertRefused(string wayOut, ulong first, int count, ulong last = ulong.MaxValue)
    {
        var error = Assert.Throws<SpecException>(() => new SeedRange(first, count, last));
        Assert.EndsWith(wayOut, error.Message, StringComparison.Ordinal);
    }
}
