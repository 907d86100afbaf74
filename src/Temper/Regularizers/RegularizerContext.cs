using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>The training that a regularizer acts in.</summary>
/// <param name="Network">The net.</param>
/// <param name="Seed">Seed of all random streams.</param>
/// <param name="Epochs">Epochs that are planned.</param>
/// <param name="Classes">Classes of the data set; 0 where targets are values.</param>
/// <param name="EstimateStatistics">
/// Makes BatchNorm's statistics again, for the weights that are in the net: a pass in training mode over the epoch's batches, whose averages they become.
/// </param>
internal sealed record RegularizerContext(Network Network, ulong Seed, int Epochs, int Classes, Action<int> EstimateStatistics)
{
    /// <summary>Where the net lives.</summary>
    public Device Device => Network.Device;

    /// <summary>Refuses a device that lacks an operation, before anything is trained.</summary>
    /// <exception cref="SpecException">It lacks it.</exception>
    public void Require<TOperation>(Regularizer regularizer)
        where TOperation : struct, IOperation
    {
        if (!Device.Has<TOperation>())
        {
            throw new SpecException($"{regularizer.Name} is not available on the device \"{Device.Name}\" yet; train on the CPU.");
        }
    }
}
