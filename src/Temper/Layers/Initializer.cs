using Temper.Devices;

namespace Temper.Layers;

/// <summary>
/// PyTorch's initial distributions: of nn.Linear, weight and bias uniform in [-1/sqrt(in), 1/sqrt(in)), and those of torch.nn.init.
/// </summary>
/// <remarks>
/// Element e, in PyTorch's order ([out, in]), is made from word e of the stream (seed, Weights, unit), so a layer starts
/// from the same numbers whatever stands around it: nets with and without dropout or BatchNorm are paired.
/// </remarks>
internal static class Initializer
{
    /// <summary>The distribution of a matrix.</summary>
    /// <param name="init">Its kind; null for nn.Linear's own.</param>
    /// <param name="gain">Its gain; null for PyTorch's.</param>
    /// <param name="inFeatures">Features of the input.</param>
    /// <param name="outFeatures">Features of the output.</param>
    public static InitialNumbers Of(WeightInit? init, double? gain, int inFeatures, int outFeatures)
    {
        var deviation = init is WeightInit.KaimingUniform or WeightInit.KaimingNormal
            ? (gain ?? Math.Sqrt(2)) / Math.Sqrt(inFeatures)
            : (gain ?? 1) * Math.Sqrt(2.0 / ((long)inFeatures + outFeatures));
        return init switch
        {
            null => new InitialNumbers(Bound(inFeatures), IsNormal: false),
            WeightInit.KaimingUniform or WeightInit.XavierUniform => new InitialNumbers((float)(Math.Sqrt(3) * deviation), IsNormal: false),
            _ => new InitialNumbers(deviation, IsNormal: true),
        };
    }

    /// <summary>An [out, in] matrix, written [in, out].</summary>
    public static float[] Weight(ulong seed, uint unit, int inFeatures, int outFeatures, InitialNumbers numbers)
    {
        var values = new float[inFeatures * outFeatures];
        var stream = new Philox(seed, RandomPurpose.Weights, unit);
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
                values[(i * outFeatures) + o] = numbers.FromWord(word);
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
        var numbers = new InitialNumbers(Bound(inFeatures), IsNormal: false);
        for (var o = 0; o < outFeatures; o++)
        {
            values[o] = numbers.FromWord(stream.Word(o));
        }

        return values;
    }

    private static float Bound(int inFeatures) => (float)(1 / Math.Sqrt(inFeatures));
}
