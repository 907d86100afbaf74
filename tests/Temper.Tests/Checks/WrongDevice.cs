using Temper.Devices;
using Temper.Tests.Devices;

namespace Temper.Tests.Checks;

/// <summary>A device with one operation that is a little wrong.</summary>
/// <param name="fault">Which: "bias" adds a thousandth, "mask" forgets ReLU's mask in the backward pass for a few elements, "row" leaves a gradient out,
/// "tf32" rounds the factors of products to 10 bits, "none".</param>
internal sealed class WrongDevice(string fault) : ForwardingDevice
{
    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape)
    {
        Product(input, weight, () => base.LinearForward(input, weight, bias, output, shape));
        if (fault == "bias")
        {
            Change(output, (value, i) => i % shape.Out == 0 ? value + 1e-3f : value);
        }
    }

    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape) =>
        Product(outputGradient, weight, () => base.LinearBackwardInput(outputGradient, weight, inputGradient, shape));

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
        Product(input, outputGradient, () => base.LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape));
        if (fault == "row")
        {
            // A tile's edge: the last unit gets no gradient.
            Change(weightGradient, (value, i) => i % shape.Out == shape.Out - 1 ? 0 : value);
        }
    }

    private void Product(View one, View other, Action multiply)
    {
        if (fault != "tf32")
        {
            multiply();
            return;
        }

        var (exactOne, exactOther) = (one.ToSingles(), other.ToSingles());
        Change(one, (value, _) => Tf32(value));
        Change(other, (value, _) => Tf32(value));
        multiply();
        one.Write(exactOne);
        other.Write(exactOther);
    }

    /// <summary>To nearest: 13 of the 23 bits of mantissa go.</summary>
    private static float Tf32(float value) => BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(value) + 0x1000u) & ~0x1FFFu);

    private static void Change(View view, Func<float, int, float> change) => view.Write([.. view.ToSingles().Select(change)]);
}
