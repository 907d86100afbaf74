using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Options;

/// <summary>The usual help, followed by the command's examples and the exit codes.</summary>
/// <param name="help">The usual help.</param>
/// <param name="rootExamples">Examples of temper itself.</param>
/// <param name="terminal">Where it is written; help fits its width.</param>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> rootExamples, Terminal terminal) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var columns = terminal.IsOutTerminal ? terminal.Size.Width : int.MaxValue;
        help.MaxWidth = columns;
        var documented = parseResult.CommandResult.Command as DocumentedCommand;
        documented?.Describe?.Invoke();
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in documented?.Examples ?? rootExamples)
        {
            foreach (var line in Example(example, columns))
            {
                output.WriteLine(line);
            }
        }

        output.WriteLine();
        foreach (var line in ExitCodes.Help.Split('\n').SelectMany(line => TextFold.Prose(line.TrimEnd('\r'), columns, indent: 6)))
        {
            output.WriteLine(line);
        }

        return result;
    }

    /// <summary>A command and, after three blanks or more, what it does: side by side, or one below the other in a narrow window.</summary>
    private static IEnumerable<string> Example(string example, int columns)
    {
        var end = example.IndexOf("   ", StringComparison.Ordinal);
        return CellText.Width(example) + 2 <= columns || end < 0
            ? TextFold.Command(example, columns)
            : TextFold.Command(example[..end], columns).Concat(TextFold.Prose($"    {example[end..].Trim()}", columns, indent: 4));
    }
}
