namespace Temper.Devices;

/// <summary>What memory there is, in bytes.</summary>
/// <param name="Total">All that this process could ever have: of the container or of the machine, with swap.</param>
/// <param name="Free">What it could take now.</param>
/// <param name="IsContainer">Whether a container's limit (a control group's) is what bounds it.</param>
/// <param name="Heap">
/// Most bytes of .NET's own heap, where that is bounded by itself (DOTNET_GCHeapHardLimit; in a container, three quarters of it).
/// </param>
public readonly record struct MemoryFigures(long Total, long Free, bool IsContainer = false, long Heap = long.MaxValue);
