using Temper.Devices;
using Temper.Layers;

namespace Temper.Lab.Checks;

/// <summary>Moves every initial weight up or down by one rounding.</summary>
/// <param name="rounding">Relative size.</param>
/// <param name="draw">Which of several.</param>
internal sealed class Disturbance(double rounding, int draw)
{
    /// <summary>Disturbs a net in place.</summary>
    public void Apply(Network network)
    {
        var stream = new Philox((ulong)draw, RandomPurpose.Test);
        var weights = network.ParameterValues.ToDoubles();
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] *= 1 + ((stream.Word(i) & 1) == 0 ? rounding : -rounding);
        }

        network.ParameterValues.Write(weights);
    }
}
