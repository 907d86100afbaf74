using System.CommandLine;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

internal static class PredictCommand
{
    public static Command Build(Terminal terminal) => new("predict", "Predict.");
}
