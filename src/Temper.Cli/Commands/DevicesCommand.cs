using System.CommandLine;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

internal static class DevicesCommand
{
    public static Command Build(Terminal terminal) => new("devices", "Devices.");
}
