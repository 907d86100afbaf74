using Temper.Lab.Records;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("chapter")]
    [InlineData("train")]
    [InlineData("import")]
    [InlineData("evaluate")]
    [InlineData("predict")]
    [InlineData("export")]
    [InlineData("data")]
    [InlineData("data list")]
    [InlineData("data info")]
    [InlineData("data fetch")]
    [InlineData("data show")]
    [InlineData("devices")]
    [InlineData("bench")]
    public async Task Every_command_has_help_with_examples_and_exit_codes(string command)
    {
        using var temper = new CliRunner();
        var result = (await temper.RunAsync([.. Words(command), "--help"])).Returned(0);
        Assert.Equal("", result.Error);
        var lines = result.Lines();
        Assert.Equal("Description:", lines[0]);
        Assert.NotEqual("", lines[1].Trim());
        var examples = Array.IndexOf(lines, "Examples:");
        Assert.StartsWith($"  temper {command}".TrimEnd(), lines[examples + 1], StringComparison.Ordinal);
        var codes = Array.IndexOf(lines, "Exit codes:");
        Assert.True(codes > examples, result.Out);
        Assert.Contains(lines[codes..], line => line.TrimStart().StartsWith("130", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Version_is_one_line()
    {
        using var temper = new CliRunner();
        var result = (await temper.RunAsync("--version")).Returned(0);
        Assert.Equal([$"temper {ProgramVersion.Engine}"], result.Lines());
        Assert.Equal("", result.Error);
    }

    [Theory]
    [InlineData("bogus", "'bogus'", "See temper --help.")]
    [InlineData("--bogus", "'--bogus'", "See temper --help.")]
    [InlineData("chapter --bogus", "'--bogus'", "See temper chapter --help.")]
    [InlineData("evaluate m --bogus", "'--bogus'", "See temper evaluate --help.")]
    [InlineData("import --out m", "STATE", "See temper import --help.")]
    [InlineData("evaluate", "MODEL", "See temper evaluate --help.")]
    [InlineData("predict m", "IMAGE", "See temper predict --help.")]
    [InlineData("predict m i --top many", "many", "See temper predict --help.")]
    [InlineData("data bogus", "'bogus'", "See temper data --help.")]
    [InlineData("data show", "NAME|DIR", "See temper data show --help.")]
    [InlineData("data list extra", "'extra'", "See temper data list --help.")]
    [InlineData("devices --bogus", "'--bogus'", "See temper devices --help.")]
    public async Task Wrong_usage_is_one_line_that_names_the_help(string arguments, params string[] parts)
    {
        using var temper = new CliRunner();
        (await temper.RunAsync(Words(arguments))).Returned(2).IsOneError(parts);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [Theory]
    [InlineData("", "temper chapter")]
    [InlineData("data", "temper data list")]
    public async Task Without_a_command_there_is_help(string command, string example)
    {
        using var temper = new CliRunner();

        var result = (await temper.RunAsync(command.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Returned(0);

        Assert.Contains("Exit codes:", result.Out, StringComparison.Ordinal);
        Assert.Contains(example, result.Out, StringComparison.Ordinal);
    }
}
