using Temper.Devices.Cpu;

namespace Temper.Cli.Options;

/// <summary>From --instruction-set to a vector width; never another one than asked for.</summary>
internal static class InstructionSetChoice
{
    /// <summary>All names, widest first.</summary>
    public static string Names { get; } = string.Join(", ", Enum.GetNames<InstructionSet>().Reverse().Select(name => name.ToLowerInvariant()));

    /// <summary>Those that this process may use, widest first.</summary>
    public static IReadOnlyList<InstructionSet> Available =>
        [.. Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best).OrderDescending()];

    /// <summary>The instruction set of that name; null for the widest.</summary>
    /// <exception cref="UsageException">There is no such name.</exception>
    /// <exception cref="SpecException">This processor does not have it.</exception>
    public static InstructionSet Of(string? name)
    {
        if (name is null)
        {
            return InstructionSets.Best;
        }

        var index = Array.FindIndex(Enum.GetNames<InstructionSet>(), known => string.Equals(known, name, StringComparison.OrdinalIgnoreCase));
        if (index < 0)
        {
            throw new UsageException(
                $"There is no instruction set \"{name}\"; expected one of {Names}"
                + $"{Suggestion.Ending(name, Enum.GetNames<InstructionSet>().Select(known => known.ToLowerInvariant()))}");
        }

        // The device says which ones there are.
        using var device = new CpuDevice(threads: 1, Enum.GetValues<InstructionSet>()[index]);
        return device.InstructionSet;
    }
}
