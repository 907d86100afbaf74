using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands;

/// <summary>temper devices: what --device can be.</summary>
internal static class DevicesCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var command = new Command("devices", "Lists the devices that nets can be computed on, with processor and instruction sets.");
        common.AddOutputTo(command);
        command.SetAction((parsed, _) =>
        {
            Show(common.Report(parsed, terminal));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(Report report)
    {
        var facts = DeviceFacts.OfThisMachine();
        if (report.IsJson)
        {
            report.Document(CliJson.Write(facts));
            return;
        }

        report.Table(
            ["Device", "Architecture", ">Cores", "Vectors in use", "Available"],
            facts.Devices.Select(device => (IReadOnlyList<string>)
            [
                device.Name,
                device.Architecture,
                device.Cores.ToString(CultureInfo.InvariantCulture),
                device.InstructionSet,
                string.Join(", ", device.InstructionSets),
            ]));
        report.Info();
        report.Info($"There is no GPU device: {facts.Gpu}.");
    }
}
