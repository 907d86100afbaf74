using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices;

/// <summary>
/// Gamma numbers on the host, the same bits on every machine: Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM Transactions
/// on Mathematical Software, 2000).
/// </summary>
internal static class GammaDraw
{
    /// <summary>
    /// The logarithm of a gamma number with scale 1. The number itself would be 0 for most draws of a small shape.
    /// </summary>
    /// <param name="stream">Where the words come from.</param>
    /// <param name="shape">The distribution's shape, above 0; the mean is as large.</param>
    /// <param name="word">
    /// The first word that is taken; then the first that was not. Each attempt takes three: a normal number's two and a uniform one's.
    /// </param>
    public static double LogOf(Philox stream, double shape, ref long word)
    {
        // A shape below 1 is drawn as shape + 1 and multiplied by U^(1 / shape).
        var d = (shape < 1 ? shape + 1 : shape) - (1.0 / 3);
        var c = 1 / Math.Sqrt(9 * d);
        double v;
        while (!Attempt(stream, word, d, c, out v))
        {
            word += 3;
        }

        word += 3;
        var log = Elementary.Log(d * v);
        return shape < 1 ? log + (Elementary.Log(Philox.ToOpenUniform(stream.Word(word++))) / shape) : log;
    }

    private static bool Attempt(Philox stream, long word, double d, double c, out double v)
    {
        var (x, _) = NormalDraw.OfWords(stream.Word(word), stream.Word(word + 1));
        var root = 1 + (c * x);
        v = root * root * root;
        return root > 0
            && Elementary.Log(Philox.ToOpenUniform(stream.Word(word + 2))) < (0.5 * x * x) + (d * (1 - v + Elementary.Log(v)));
    }
}
