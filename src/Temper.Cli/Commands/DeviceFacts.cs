using System.Runtime.InteropServices;
using Temper.Cli.Options;
using Temper.Devices.Cpu;

namespace Temper.Cli.Commands;

/// <summary>What there is to compute on.</summary>
/// <param name="Devices">One entry per value of --device, "auto" apart.</param>
/// <param name="Gpu">Why there is no GPU device.</param>
internal sealed record DeviceFacts(IReadOnlyList<DeviceFacts.Entry> Devices, string Gpu)
{
    /// <summary>The devices of this machine.</summary>
    public static DeviceFacts OfThisMachine() => new(
        [
            new Entry(
                "cpu",
                RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
                Environment.ProcessorCount,
                InstructionSets.Best.ToString(),
                [.. Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best).Select(set => set.ToString())]),
        ],
        DeviceChoice.NoGpu);

    /// <summary>A device.</summary>
    /// <param name="Name">Its name for --device.</param>
    /// <param name="Architecture">"x64", "arm64"...</param>
    /// <param name="Cores">Cores that this process may use.</param>
    /// <param name="InstructionSet">The instruction set in use: the widest.</param>
    /// <param name="InstructionSets">All that could be used; they give the same bits.</param>
    internal sealed record Entry(string Name, string Architecture, int Cores, string InstructionSet, IReadOnlyList<string> InstructionSets);
}
