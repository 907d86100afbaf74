namespace Temper.Gpu;

/// <summary>A GPU of this machine.</summary>
/// <param name="Index">Its number for --device gpu:N, from 0.</param>
/// <param name="Name">As its driver calls it.</param>
/// <param name="MemoryBytes">All its memory.</param>
/// <param name="Driver">Highest CUDA version that the installed driver serves, e.g. "13.0".</param>
/// <param name="ComputeCapability">Generation, e.g. "9.0".</param>
/// <param name="Multiprocessors">Number of multiprocessors.</param>
public sealed record GpuInfo(int Index, string Name, long MemoryBytes, string Driver, string ComputeCapability, int Multiprocessors);
