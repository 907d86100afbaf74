using Temper.Devices;

namespace Temper.Layers;

/// <summary>PyTorch's initial distribution of nn.Linear: weight and bias uniform in [-1/sqrt(in), 1/sqrt(in)).</summary>
/// <remarks>
/// Element e, in PyTorch's order ([out, in]), is made from word e of the stream (seed, Weights, unit), so a layer starts
/// from the same numbers whatever stands around it: nets with and without dropout or BatchNorm are paired.
/// </remarks>
internal static class Initializer
{
    /// <summary>An [out, in] matrix, written [in, out].</summary>
    public static float[] Weight(ulong seed, uint unit, int inFeatures, int outFeatures)
    {
        var values = new float[inFeatures * outFeatures];
        var stream = new Philox(seed, RandomPurpose.Weights, unit);
        var bound = Bound(inFeatures);
        for (var o = 0; o < outFeatures; o++)
        {
            for (var i = 0; i < inFeatures; i++)
            {
                values[(i * outFeatures) + o] = Uniform(stream, ((long)o * inFeatures) + i, bound);
            }
        }

        return values;
    }

    /// <summary>An [out] vector.</summary>
    public static float[] Bias(ulong seed, uint unit, int inFeatures, int outFeatures)
    {
        var values = new float[outFeatures];
        var stream = new Philox(seed, RandomPurpose.Weights, unit);
        for (var o = 0; o < outFeatures; o++)
        {
            values[o] = Uniform(stream, o, Bound(inFeatures));
        }

        return values;
    }

    private static float Bound(int inFeatures) => (float)(1 / Math.Sqrt(inFeatures));

    private static float Uniform(Philox stream, long element, float bound) => ((2 * stream.Uniform(element)) - 1) * bound;
}
