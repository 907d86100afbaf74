using System.CommandLine;
using System.Globalization;
using Temper.Cli.Options;
using Temper.Cli.Output;

namespace Temper.Cli.Commands.Devices;

/// <summary>temper devices: what --device can be.</summary>
internal static class DevicesCommand
{
    public static Command Build(Terminal terminal)
    {
        var common = new CommonOptions();
        var check = new Option<bool>("--check")
        {
            Description = "Checks a device instead: trains on it and on the slow 64-bit reference, "
                + "and compares losses step by step, for the chapter's nets, every optimizer and several nets at once.",
        };
        var steps = NumberOption.Whole("--steps", "N", "With --check: steps of each training. Default: 100.", "100", least: 2, most: 1000);
        common.Device.Description = "With --check: cpu, gpu or gpu:N. Default: the first GPU, or the processor if there is none.";
        common.Threads.Description = "With --check: number of reference trainings in parallel. Default: all cores.";
        var command = new DocumentedCommand(
            "devices",
            "Lists the devices that can train nets (the processor with its instruction sets, and GPUs), or checks one.",
            "temper devices",
            "temper devices --check --device gpu",
            "temper devices --json");
        command.Options.Add(check);
        common.AddDeviceTo(command);
        command.Options.Add(steps);
        common.AddOutputTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var report = common.Report(parsed, terminal);
            if (parsed.GetValue(check))
            {
                var request = DeviceCheckRequest.Of(common.DeviceOf(parsed), parsed.GetValue(steps), terminal.Gpus);
                return new DeviceCheckRun(request, report).RunAsync(cancellationToken);
            }

            Option[] onlyWithCheck = [common.Device, common.Precision, common.Threads, steps];
            if (onlyWithCheck.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            {
                throw new UsageException($"{given.Name} can only be given with --check.");
            }

            Show(report, DeviceFacts.OfThisMachine(terminal.Gpus.Find()));
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
            [new("Device"), new("Architecture", false, 1), new("Cores", true), new("Vectors in use"), new("Available", false, 2)],
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
            [
                new("Device"), new("GPU"), new("Memory", true),
                new("CUDA driver", false, 3), new("Compute capability", false, 2), new("Multiprocessors", true, 1),
            ],
            facts.Gpus.Select(gpu => (IReadOnlyList<string>)
            [
                gpu.Name,
                gpu.Model,
                string.Create(CultureInfo.InvariantCulture, $"{gpu.MemoryBytes / (double)(1 << 30):F1} GiB"),
                gpu.Driver,
                gpu.ComputeCapability,
                gpu.Multiprocessors.ToString(CultureInfo.InvariantCulture),
            ]));
    }
}
