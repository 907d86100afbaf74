using Temper.Gpu.Kernels;

namespace Temper.Gpu.Programs;

/// <summary>A kernel to start, before it is known for how many nets.</summary>
internal abstract record Launch;

/// <summary>Tiles of one matrix: a product or numbers that are there, then stages.</summary>
/// <param name="Task">The task without its geometry.</param>
/// <param name="NeedsColumns">Whether a tile must hold all rows.</param>
internal sealed record TileLaunch(TileTask Task, bool NeedsColumns) : Launch;

/// <summary>Weight gradients, with or without updates.</summary>
/// <param name="Tasks">Up to <see cref="WeightGroup.Capacity"/>, without their geometry.</param>
internal sealed record WeightsLaunch(IReadOnlyList<WeightTask> Tasks) : Launch;

/// <summary>Updates of stretches of parameters.</summary>
/// <param name="Parts">Up to <see cref="UpdateGroup.Capacity"/>.</param>
internal sealed record UpdateLaunch(IReadOnlyList<UpdatePart> Parts) : Launch;

/// <summary>A batch to gather.</summary>
/// <param name="Pixels">Number of the byte buffer.</param>
/// <param name="Task">What to do.</param>
internal sealed record GatherLaunch(int Pixels, GatherTask Task) : Launch;

/// <summary>Labels of a batch to make targets of.</summary>
/// <param name="Task">What to do.</param>
internal sealed record OneHotLaunch(OneHotTask Task) : Launch;

/// <summary>A loss to compute.</summary>
/// <param name="Task">What to do.</param>
internal sealed record CrossEntropyLaunch(CrossEntropyTask Task) : Launch;

/// <summary>The sum of squares of a stretch, into the net's scratch.</summary>
internal sealed record SquaresLaunch(int Start, int Length, int Scratch) : Launch;

/// <summary>The end of a sum of squares; with a word, the factor of a clipped gradient too.</summary>
internal sealed record SquaresFinishLaunch(int Scratch, int Word) : Launch;

/// <summary>Multiplies a stretch by a word, or by a number of the net.</summary>
internal sealed record ScaleLaunch(int Start, int Length, int Word, int Factor) : Launch;

/// <summary>Copies a stretch; where to is a word.</summary>
internal sealed record CopyLaunch(int Source, int Word, int Length) : Launch;

/// <summary>Sets a stretch to 0.</summary>
internal sealed record ClearLaunch(int Start, int Length) : Launch;
