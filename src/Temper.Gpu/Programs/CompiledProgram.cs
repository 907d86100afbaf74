namespace Temper.Gpu.Programs;

/// <summary>What a batch's operations were compiled to.</summary>
/// <param name="Launches">Kernels in the order in which they are started, each for all nets.</param>
/// <param name="Stages">Stages of all tile launches, as kernels read them.</param>
internal sealed record CompiledProgram(IReadOnlyList<Launch> Launches, int[] Stages);
