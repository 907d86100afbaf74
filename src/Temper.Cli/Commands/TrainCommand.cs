using System.CommandLine;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

internal static class TrainCommand
{
    public static Command Build(Terminal terminal) => new("train", "Train.");
}
