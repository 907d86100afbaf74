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
        int o = 0, i = 0;
        for (var block = 0u; o < outFeatures; block++)
        {
            // Four words come at a time.
            var (w0, w1, w2, w3) = stream.Block(block);
            Put(w0);
            Put(w1);
            Put(w2);
            Put(w3);
        }

        return values;

        void Put(uint word)
        {
            if (o < outFeatures)
            {
                values[(i * outFeatures) + o] = Uniform(word, bound);
                if (++i == inFeatures)
                {
                    i = 0;
                    o++;
                }
            }
        }
    }

    /// <summary>An [out] vector.</summary>
    public static float[] Bias(ulong seed, uint unit, int inFeatures, int outFeatures)
    {
        var values = new float[outFeatures];
        var stream = new Philox(seed, RandomPurpose.Weights, unit);
        for (var o = 0; o < outFeatures; o++)
        {
            values[o] = Uniform(stream.Word(o), Bound(inFeatures));
        }

        return values;
    }

    private static float Bound(int inFeatures) => (float)(1 / Math.Sqrt(inFeatures));

    private static float Uniform(uint word, float bound) => ((2 * Philox.ToUniform(word)) - 1) * bound;
}
