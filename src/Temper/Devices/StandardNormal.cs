using Temper.Devices.Cpu.Lanes;

namespace Temper.Devices;

/// <summary>
/// Standard normal numbers from words of a <see cref="Philox"/> stream, one from each: the inverse of the distribution, by rational functions
/// (M. J. Wichura, "Algorithm AS 241", 1988; good to 1e-16, here to the 1e-10 of the logarithm) of operations that are the same bits everywhere.
/// </summary>
internal static class StandardNormal
{
    /// <summary>The number below which a normal number is with a probability of (word + 1/2) / 2^32: -6.34 to 6.34.</summary>
    public static double FromWord(uint word)
    {
        var q = ((word + 0.5) / 4294967296.0) - 0.5;
        if (Math.Abs(q) <= 0.425)
        {
            var r = 0.180625 - (q * q);
            return q
                * Polynomial(r, 3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)
                / Polynomial(r, 1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3, 2.1213794301586595867e4,
                    3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3);
        }

        // At most 4.8, the root of a word's least share, 2^-33.
        var t = Math.Sqrt(-Elementary.Log(0.5 - Math.Abs(q))) - 1.6;
        var size = Polynomial(t, 1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550, 3.64784832476320460504,
                1.27045825245236838258, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
            / Polynomial(t, 1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1, 1.48103976427480074590e-1,
                1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
        return q < 0 ? -size : size;
    }

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + coefficients[i];
        }

        return sum;
    }
}
