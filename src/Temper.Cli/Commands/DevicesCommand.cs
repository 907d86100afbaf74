using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;

namespace Temper.Cli.Commands;

/// <summary>temper devices: what --device can be.</summary>
internal static class DevicesCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var command = new Command("devices", "Lists the devices that nets can be computed on: the processor with its instruction sets, and GPUs.");
        common.AddOutputTo(command);
        command.SetAction((parsed, _) =>
        {
            Show(common.Report(parsed, terminal), DeviceFacts.OfThisMachine(terminal.Gpus.Find()));
            return Task.FromResult(ExitCodes.Done);
        });
        return command;
    }

    private static void Show(Report report, DeviceFacts facts)
    {
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
        if (facts.Gpus.Count == 0)
        {
            report.Info($"There is no GPU device: {facts.Gpu}.");
            return;
        }

        report.Table(
            ["Device", "GPU", ">Memory", "CUDA driver", "Compute capability", ">Multiprocessors"],
            facts.Gpus.Select(gpu => (IReadOnlyList<string>)
            [
                gpu.Name,
                CellText.Clean(gpu.Model),
                string.Create(CultureInfo.InvariantCulture, $"{gpu.MemoryBytes / (double)(1 << 30):F1} GiB"),
                gpu.Driver,
                gpu.ComputeCapability,
                gpu.Multiprocessors.ToString(CultureInfo.InvariantCulture),
            ]));
    }
}
