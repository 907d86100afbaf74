using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices;

/// <summary>Beta numbers on the host, the same bits on every machine: MixUp's shares.</summary>
public static class BetaDraw
{
    /// <summary>Smallest alpha.</summary>
    public const double LeastAlpha = 0.01;

    /// <summary>Largest alpha.</summary>
    public const double MostAlpha = 100;

    /// <summary>
    /// The Beta(alpha, alpha) number of a stream, in [0, 1]: X / (X + Y) of two gamma numbers, by their logarithms, so that it is a number also where
    /// both are too small for one. Near 1, where doubles are dense no more, it is often 1 itself when alpha is small.
    /// </summary>
    /// <param name="stream">Its words are taken from the first on, as many as it needs: one stream gives one number.</param>
    /// <param name="alpha">
    /// <see cref="LeastAlpha"/> to <see cref="MostAlpha"/>; 1 is uniform, smaller is nearer to 0 and 1, larger nearer to 1/2.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">alpha is not in that range.</exception>
    public static double Of(Philox stream, double alpha)
    {
        if (!(alpha >= LeastAlpha && alpha <= MostAlpha))
        {
            throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Beta(alpha, alpha) expects an alpha from 0.01 to 100.");
        }

        long word = 0;
        var x = GammaDraw.LogOf(stream, alpha, ref word);
        var y = GammaDraw.LogOf(stream, alpha, ref word);
        var ratio = Elementary.Exp(-Math.Abs(x - y));
        return x < y ? ratio / (1 + ratio) : 1 / (1 + ratio);
    }
}
