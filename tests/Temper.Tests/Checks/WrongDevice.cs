using Temper.Devices;
using Temper.Tests.Devices;

namespace Temper.Tests.Checks;

/// <summary>A device with one operation that is a little wrong.</summary>
/// <param name="fault">Which: "bias" adds a thousandth, "mask" forgets ReLU's mask in the backward pass for a few elements, "row" leaves a gradient out, "none".</param>
internal sealed class WrongDevice(string fault) : ForwardingDevice
{
    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape)
    {
        base.LinearForward(input, weight, bias, output, shape);
        if (fault == "bias")
        {
            Change(output, (value, i) => i % shape.Out == 0 ? value + 1e-3f : value);
        }
    }

    public override void ReluBackward(View output, View gradient, double scale, int rows)
    {
        var before = gradient.ToSingles();
        base.ReluBackward(output, gradient, scale, rows);
        if (fault == "mask")
        {
            Change(gradient, (value, i) => i < 3 ? before[i] * (float)scale : value);
        }
    }

    public override void LinearBackwardParameters(View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape)
    {
        base.LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape);
        if (fault == "row")
        {
            // A tile's edge: the last unit gets no gradient.
            Change(weightGradient, (value, i) => i % shape.Out == shape.Out - 1 ? 0 : value);
        }
    }

    private static void Change(View view, Func<float, int, float> change) => view.Write([.. view.ToSingles().Select(change)]);
}
