using Temper.Devices;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>The training that a regularizer acts in.</summary>
/// <param name="Network">The net.</param>
/// <param name="Seed">Seed of all random streams.</param>
/// <param name="Epochs">Epochs that are planned.</param>
/// <param name="Classes">Classes of the data set; 0 where targets are values.</param>
/// <param name="EstimateStatistics">
/// Makes BatchNorm's statistics again, for the weights that are in the net: a
/// pass in training mode over the epoch's batches, whose averages they become.
/// </param>
internal sealed record RegularizerContext(Network Network, ulong Seed, int Epochs, int Classes, Action<int> EstimateStatistics)
{
    /// <summary>Where the net lives.</summary>
    public Device Device => Network.Device;
}
