using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Puts other weights into a net to measure them, and its own back afterwards.</summary>
/// <param name="network">The net whose weights are exchanged.</param>
/// <param name="own">As long as its parameters: where its own wait.</param>
internal sealed class EvaluationWeights(Network network, DeviceBuffer own)
{
    /// <summary>Whether the other weights are in.</summary>
    public bool AreIn { get; private set; }

    /// <summary>Puts them in.</summary>
    public void Enter(View weights)
    {
        if (!AreIn)
        {
            AreIn = true;
            network.Device.Run(new Copy(network.ParameterValues, own.All));
            network.Device.Run(new Copy(weights, network.ParameterValues));
        }
    }

    /// <summary>Puts the net's own back.</summary>
    public void Leave()
    {
        if (AreIn)
        {
            AreIn = false;
            network.Device.Run(new Copy(own.All, network.ParameterValues));
        }
    }
}
