using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Tests.Devices;

namespace Temper.Tests.Checks;

/// <summary>A device with one operation that is a little wrong.</summary>
/// <param name="fault">Which: "bias" adds a thousandth, "mask" forgets ReLU's mask in the backward pass for a few elements, "row" leaves a gradient out,
/// "tf32" rounds the factors of products to 10 bits, "none".</param>
internal sealed class WrongDevice(string fault) : ForwardingDevice
{
    protected override void Around(IOperation operation, Action run)
    {
        switch (operation)
        {
            case LinearForward forward:
                Product(forward.Input, forward.Weight, run);
                if (fault == "bias")
                {
                    Change(forward.Output, (value, i) => i % forward.Shape.Out == 0 ? value + 1e-3f : value);
                }

                break;
            case LinearBackwardInput backward:
                Product(backward.OutputGradient, backward.Weight, run);
                break;
            case ReluBackward relu:
                var before = relu.Gradient.ToSingles();
                run();
                if (fault == "mask")
                {
                    Change(relu.Gradient, (value, i) => i < 3 ? before[i] * (float)relu.Scale : value);
                }

                break;
            case LinearBackwardParameters backward:
                Product(backward.Input, backward.OutputGradient, run);
                if (fault == "row")
                {
                    // A tile's edge: the last unit gets no gradient.
                    Change(backward.WeightGradient, (value, i) => i % backward.Shape.Out == backward.Shape.Out - 1 ? 0 : value);
                }

                break;
            default:
                run();
                break;
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
