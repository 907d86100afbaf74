using System.Globalization;
using System.Runtime.InteropServices;
using Temper.Devices.Cpu;
using Temper.Gpu;

namespace Temper.Cli.Commands.Devices;

/// <summary>The devices that nets can be trained on.</summary>
/// <param name="Devices">The processor.</param>
/// <param name="Gpus">The GPUs, one entry per value of --device.</param>
/// <param name="Gpu">Why there is no GPU; null where there is one.</param>
internal sealed record DeviceFacts(IReadOnlyList<DeviceFacts.Entry> Devices, IReadOnlyList<DeviceFacts.GpuEntry> Gpus, string? Gpu)
{
    /// <summary>The devices of this machine.</summary>
    public static DeviceFacts OfThisMachine(GpuListing listing) => new(
        [
            new Entry(
                "cpu",
                RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(),
                Environment.ProcessorCount,
                InstructionSets.Best.ToString(),
                [.. Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best).Select(set => set.ToString())]),
        ],
        [
            .. listing.Gpus.Select(gpu => new GpuEntry(
                string.Create(CultureInfo.InvariantCulture, $"gpu:{gpu.Index}"),
                gpu.Name,
                gpu.MemoryBytes,
                gpu.Driver,
                gpu.ComputeCapability,
                gpu.Multiprocessors)),
        ],
        listing.Gpus.Count > 0 ? null : listing.WhyNone ?? "no GPU was found");

    /// <summary>The processor.</summary>
    /// <param name="Name">Its name for --device.</param>
    /// <param name="Architecture">"x64", "arm64"...</param>
    /// <param name="Cores">Cores that this process may use.</param>
    /// <param name="InstructionSet">The instruction set in use: the widest.</param>
    /// <param name="InstructionSets">All that could be used; they give the same bits.</param>
    internal sealed record Entry(string Name, string Architecture, int Cores, string InstructionSet, IReadOnlyList<string> InstructionSets);

    /// <summary>A GPU.</summary>
    /// <param name="Name">Its name for --device.</param>
    /// <param name="Model">As its driver calls it.</param>
    /// <param name="MemoryBytes">All its memory.</param>
    /// <param name="Driver">Highest CUDA version that the driver serves.</param>
    /// <param name="ComputeCapability">Generation.</param>
    /// <param name="Multiprocessors">Number of multiprocessors.</param>
    internal sealed record GpuEntry(string Name, string Model, long MemoryBytes, string Driver, string ComputeCapability, int Multiprocessors);
}
