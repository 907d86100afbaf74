using Temper.Data;
using Temper.Training;

namespace Temper.Cli.Options;

/// <summary>The trainings that a device is chosen for.</summary>
/// <param name="Nets">The trainings.</param>
/// <param name="Dataset">Their data.</param>
/// <param name="InBatches">Whether a GPU may train several of one shape at once; otherwise one after the other.</param>
internal sealed record DeviceWork(IReadOnlyList<TrainSpec> Nets, Dataset Dataset, bool InBatches = false);
