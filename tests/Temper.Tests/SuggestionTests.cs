using Xunit;

namespace Temper.Tests;

public sealed class SuggestionTests
{
    private static readonly string[] Names = ["baseline", "dropout", "l2", "batchnorm", "altogether", "Q4", "--lr", "--batch-size", "SGD", "Adam", "AdamW"];

    [Theory]
    [InlineData("dorpout", "dropout")]
    [InlineData("Dropuot", "dropout")]
    [InlineData("baselin", "baseline")]
    [InlineData("altogeter", "altogether")]
    [InlineData("altog", "altogether")]
    [InlineData("batch_norm", "batchnorm")]
    [InlineData("--batchsize", "--batch-size")]
    [InlineData("--learning-rate", "--lr")]
    [InlineData("adma", "Adam")]
    [InlineData("AdamWW", "AdamW")]
    [InlineData("sdg", "SGD")]
    [InlineData("Q44", "Q4")]
    [InlineData("bogus", null)]
    [InlineData("x", null)]
    [InlineData("", null)]
    [InlineData("---", null)]
    public void The_nearest_name_is_suggested_or_none(string typed, string? expected) => Assert.Equal(expected, Suggestion.Nearest(typed, Names));

    [Fact]
    public void A_message_ends_with_it_or_with_a_full_stop()
    {
        Assert.Equal("; did you mean dropout?", Suggestion.Ending("droput", Names));
        Assert.Equal(".", Suggestion.Ending("bogus", Names));
        Assert.Equal(".", Suggestion.Ending(new string('a', 100_000), Names));
    }
}
