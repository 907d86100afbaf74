using System.CommandLine;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

internal static class EvaluateCommand
{
    public static Command Build(Terminal terminal) => new("evaluate", "Evaluate.");
}
