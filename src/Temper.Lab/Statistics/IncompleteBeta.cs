namespace Temper.Lab.Statistics;

/// <summary>
/// The regularized incomplete beta function I_x(a, 1/2), by the continued fraction 26.5.8 of Abramowitz and Stegun, evaluated as
/// Lentz proposed ("Generating Bessel functions in Mie scattering calculations using continued fractions", Applied Optics, 1976).
/// </summary>
internal static class IncompleteBeta
{
    /// <summary>I_x(a, 1/2) at x = 1 / (1 + odds): given by the odds (1 - x) / x, x loses no digits near 1.</summary>
    public static double WithHalf(double a, double odds)
    {
        if (odds == 0 || double.IsPositiveInfinity(odds))
        {
            return odds == 0 ? 1 : 0;
        }

        var x = 1 / (1 + odds);
        var rest = odds / (1 + odds);
        // x^a (1 - x)^(1/2) / B(a, 1/2), where B(a, 1/2) is Gamma(a) Gamma(1/2) / Gamma(a + 1/2).
        var front = Math.Exp(-a * LogOfOnePlus(odds)) * Math.Sqrt(rest / Math.PI) * GammaRatio(a);
        // Each of the two fractions converges fast on its side of the distribution's bulk.
        return x < (a + 1) / (a + 2.5) ? front * Fraction(a, 0.5, x) / a : 1 - (front * Fraction(0.5, a, rest) / 0.5);
    }

    /// <summary>
    /// Gamma(a + 1/2) / Gamma(a). From 100 on its asymptotic series in 1/a has 16 digits; smaller a are led there by
    /// ratio(a) = ratio(a + 1) a / (a + 1/2). Differences of logarithms of Gamma would lose digits for large a.
    /// </summary>
    public static double GammaRatio(double a)
    {
        var factor = 1.0;
        for (; a < 100; a++)
        {
            factor *= a / (a + 0.5);
        }

        var r = 1 / a;
        var series = 1 + (r * ((-1.0 / 8) + (r * ((1.0 / 128) + (r * ((5.0 / 1024) + (r * ((-21.0 / 32768) + (r * (-399.0 / 262144))))))))));
        return factor * Math.Sqrt(a) * series;
    }

    /// <summary>log(1 + x) with its digits for small x (Kahan): the rounding of 1 + x is undone by the second factor.</summary>
    public static double LogOfOnePlus(double x)
    {
        var sum = 1 + x;
        return sum == 1 ? x : double.IsPositiveInfinity(sum) ? sum : Math.Log(sum) * (x / (sum - 1));
    }

    private static double Fraction(double a, double b, double x)
    {
        const double Tiny = 1e-300;
        var c = 1.0;
        var d = Invert(1 - ((a + b) * x / (a + 1)));
        var value = d;
        for (var m = 1; m <= 10_000; m++)
        {
            var even = m * (b - m) * x / ((a + (2 * m) - 1) * (a + (2 * m)));
            d = Invert(1 + (even * d));
            c = NotZero(1 + (even / c));
            value *= d * c;
            var odd = -(a + m) * (a + b + m) * x / ((a + (2 * m)) * (a + (2 * m) + 1));
            d = Invert(1 + (odd * d));
            c = NotZero(1 + (odd / c));
            value *= d * c;
            if (Math.Abs((d * c) - 1) < 1e-16)
            {
                break;
            }
        }

        return value;

        static double NotZero(double number) => Math.Abs(number) < Tiny ? Tiny : number;

        static double Invert(double number) => 1 / NotZero(number);
    }
}
