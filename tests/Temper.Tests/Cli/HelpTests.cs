using System.CommandLine;
using Temper.Cli.Options;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class HelpTests
{
    public static TheoryData<string> Commands => new(CommandTree.All().Select(command => command.Path).Prepend(""));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_its_own_examples_and_exit_codes(string command)
    {
        using var temper = new CliRunner();
        var result = (await temper.RunAsync([.. Words(command), "--help"])).Returned(0);
        Assert.Equal("", result.Error);
        var lines = result.Lines();
        Assert.Equal("Description:", lines[0]);
        Assert.NotEqual("", lines[1].Trim());
        var examples = Array.IndexOf(lines, "Examples:");
        var codes = Array.IndexOf(lines, "Exit codes:");
        Assert.True(codes > examples, result.Out);
        Assert.Contains(lines[codes..], line => line.TrimStart().StartsWith("130", StringComparison.Ordinal));
        var shown = lines[(examples + 1)..codes].TakeWhile(line => line.Length > 0).ToList();
        Assert.NotEmpty(shown);
        Assert.All(shown, line => Assert.StartsWith($"  temper {command}".TrimEnd(), line, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_example_is_a_call_of_its_command_that_is_understood()
    {
        var root = CommandTree.Root();
        var examples = CommandTree.All(root).SelectMany(command => Assert.IsType<DocumentedCommand>(command.Command).Examples.Select(example => (command.Path, command.Command, Example: example))).ToList();
        Assert.True(examples.Count > 40);
        foreach (var (path, command, example) in examples)
        {
            // What stands behind "#" is said about it, and what stands behind ">" is the shell's.
            var words = Words(example).TakeWhile(word => word is not ("#" or ">")).ToArray();
            Assert.Equal("temper", words[0]);
            var parsed = root.Parse(words[1..]);
            Assert.Null(UsageErrors.Of(parsed));
            Assert.StartsWith(path, string.Join(' ', words[1..]), StringComparison.Ordinal);
            Assert.Equal(command.Subcommands.Count == 0 ? path.Split(' ')[^1] : words[2], parsed.CommandResult.Command.Name);
        }
    }

    [Fact]
    public void Descriptions_say_defaults_in_one_way_and_end_as_sentences()
    {
        foreach (var (path, command) in CommandTree.All())
        {
            foreach (var symbol in command.Options.Concat<Symbol>(command.Arguments).Append(command))
            {
                var text = symbol.Description ?? "";
                Assert.True(text is [.., '.' or ')'], $"{path} {symbol.Name}: {text}");
                Assert.DoesNotContain("unless given", text, StringComparison.Ordinal);
                Assert.DoesNotMatch("[Dd]efault [^:]", text.Replace("default browser", "", StringComparison.Ordinal));
            }
        }
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
