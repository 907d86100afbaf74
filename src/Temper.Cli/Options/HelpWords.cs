using System.CommandLine;

namespace Temper.Cli.Options;

/// <summary>Other ways to ask for help than --help.</summary>
internal static class HelpWords
{
    private const string Word = "help";

    /// <summary>
    /// The arguments with --help at their end for "help", "help train", "data help" and "help data show", and for a command that
    /// only has others below it when nothing else is typed: what there is to choose from is the best answer. All others as they are.
    /// </summary>
    /// <param name="args">What was typed.</param>
    public static string[] AsOption(RootCommand root, string[] args)
    {
        Command command = root;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == Word && command.Subcommands.Count > 0)
            {
                return [.. args.Where(arg => arg != Word), "--help"];
            }

            if (command.Subcommands.FirstOrDefault(sub => sub.Name == args[i]) is not { } below)
            {
                return args;
            }

            command = below;
        }

        return command.Subcommands.Count > 0 ? [.. args, "--help"] : args;
    }
}
