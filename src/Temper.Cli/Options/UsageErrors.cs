using System.CommandLine;
using System.CommandLine.Parsing;
using Temper.Lab.Runs;

namespace Temper.Cli.Options;

/// <summary>Errors in what was typed, for every command: one line with the probable intention and a pointer to the help.</summary>
internal static class UsageErrors
{
    // No hidden layers are a net too.
    private static readonly string[] MayBeEmpty = ["--hidden"];

    /// <summary>The first thing that is wrong; null if nothing is.</summary>
    public static string? Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var message = Unknown(parsed, command) ?? Library(parsed) ?? (parsed.Action is HelpWithExamples ? null : Text(parsed));
        return message is null ? null : $"{message.ReplaceLineEndings(" ").Trim()} See temper {Path(parsed)}--help.";
    }

    /// <summary>Names of options and commands that there are not. Help is no answer to a mistyped command.</summary>
    private static string? Unknown(ParseResult parsed, Command command)
    {
        if (parsed.UnmatchedTokens is not [var token, ..])
        {
            return null;
        }

        if (token is ['-', _, ..])
        {
            return parsed.Errors.Count == 0 ? null : $"There is no option '{token}'{Suggestion.Ending(token.Split('=')[0], Options(command))}";
        }

        return command.Subcommands.Count > 0 ? $"There is no command '{token}'{Suggestion.Ending(token, Names(command))}"
            : parsed.Errors.Count == 0 ? null
            : $"temper {Path(parsed)}takes no argument '{token}' here.";
    }

    private static string? Library(ParseResult parsed) => parsed.Errors.Count == 0 ? null : parsed.Errors[0].Message;

    /// <summary>Values that cannot be meant: an empty text, or an unknown option.</summary>
    private static string? Text(ParseResult parsed)
    {
        var hasMark = parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash);
        foreach (var result in parsed.CommandResult.Children)
        {
            var wrong = result switch
            {
                OptionResult { Option: var option } given when option.ValueType == typeof(string) || option.ValueType == typeof(string[]) =>
                    given.Tokens.Select(token => OfOption(option, token.Value)).FirstOrDefault(message => message is not null),
                ArgumentResult { Argument: var argument } given =>
                    given.Tokens
                        .Select(token => OfArgument(argument, token.Value, hasMark, parsed.CommandResult.Command))
                        .FirstOrDefault(message => message is not null),
                _ => null,
            };
            if (wrong is not null)
            {
                return wrong;
            }
        }

        return null;
    }

    private static string? OfOption(Option option, string value) =>
        value.Length == 0 && !MayBeEmpty.Contains(option.Name) ? $"{option.Name} is empty; expected {option.HelpName ?? "a value"}."
        : value.Contains('\0', StringComparison.Ordinal) ? $"{option.Name} has a NUL character, which no name can have."
        : value.StartsWith("--", StringComparison.Ordinal)
        ? $"{option.Name} wants {option.HelpName ?? "a value"}, received {value}; "
            + $"write {Shell.Quote($"./{value}")} if that is a name."
        : null;

    private static string? OfArgument(Argument argument, string value, bool hasMark, Command command) =>
        value.Length == 0 ? $"{argument.Name} is empty; name one."
        : value.Contains('\0', StringComparison.Ordinal) ? $"{argument.Name} has a NUL character, which no name can have."
        : !hasMark && value is ['-', _, ..]
        ? $"There is no option '{value}'{Suggestion.Ending(value.Split('=')[0], Options(command))} "
            + $"(For a name that begins with a dash write {Shell.Quote($"./{value}")}.)"
        : null;

    private static IEnumerable<string> Options(Command command) =>
        command.Options.SelectMany(option => option.Aliases.Prepend(option.Name)).Append("--help");

    private static IEnumerable<string> Names(Command command) =>
        command.Subcommands.Select(sub => sub.Name).Concat(command is RootCommand ? ["help", "--version", "--help"] : ["help"]);

    /// <summary>The command and those it belongs to, below the root: "data show ".</summary>
    private static string Path(ParseResult parsed)
    {
        var path = "";
        for (SymbolResult? result = parsed.CommandResult; result is CommandResult { Command: not RootCommand } command; result = result.Parent)
        {
            path = $"{command.Command.Name} {path}";
        }

        return path;
    }
}
