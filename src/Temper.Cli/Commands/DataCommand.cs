using System.CommandLine;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

internal static class DataCommand
{
    public static Command Build(Terminal terminal) => new("data", "Data.");
}
