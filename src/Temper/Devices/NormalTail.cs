namespace Temper.Devices;

/// <summary>The normal distribution in plain doubles, good to about 1e-14 of the result: the specification for GELU.</summary>
internal static class NormalTail
{
    /// <summary>The probability that a standard normal number is below x.</summary>
    public static double Below(double x) => x < 0 ? ErrorComplement(-x / Math.Sqrt(2)) / 2 : 1 - (ErrorComplement(x / Math.Sqrt(2)) / 2);

    /// <summary>The density at x.</summary>
    public static double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);

    /// <summary>erfc(z) for z of at least 0: below 2 from a series of positive terms for erf, above from the continued fraction.</summary>
    private static double ErrorComplement(double z)
    {
        if (double.IsNaN(z))
        {
            return z;
        }

        var power = Math.Exp(-z * z);
        if (z < 2)
        {
            // erf z = 2 / sqrt(pi) e^(-z^2) (z + 2 z^3 / 3 + 4 z^5 / 15 + ...)
            var (sum, term) = (0.0, z);
            for (var n = 1; term > 1e-18 * sum; n++)
            {
                sum += term;
                term *= 2 * z * z / ((2 * n) + 1);
            }

            return 1 - (2 / Math.Sqrt(Math.PI) * power * sum);
        }

        // erfc z = e^(-z^2) / sqrt(pi) / (z + (1/2) / (z + (2/2) / (z + (3/2) / ...)))
        const int Terms = 200;
        var fraction = z;
        for (var n = Terms; n >= 1; n--)
        {
            fraction = z + (n / 2.0 / fraction);
        }

        return power == 0 ? 0 : power / Math.Sqrt(Math.PI) / fraction;
    }
}
