using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Temper.Cli.Options;

/// <summary>The usual help, followed by the command's examples and the exit codes.</summary>
/// <param name="help">The usual help.</param>
/// <param name="rootExamples">Examples of temper itself.</param>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> rootExamples) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var result = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (var example in parseResult.CommandResult.Command is DocumentedCommand documented ? documented.Examples : rootExamples)
        {
            output.WriteLine($"  {example}");
        }

        output.WriteLine();
        output.WriteLine(ExitCodes.Help);
        return result;
    }
}
