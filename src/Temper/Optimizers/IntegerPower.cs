namespace Temper.Optimizers;

/// <summary>
/// Powers with whole exponents, by multiplications only: the same bits on every
/// platform, unlike Math.Pow (which NAdam's and ASGD's real exponents need).
/// </summary>
internal static class IntegerPower
{
    /// <summary>value^exponent for an exponent of at least 0.</summary>
    public static double Of(double value, long exponent)
    {
        var result = 1.0;
        for (; exponent > 0; exponent >>= 1)
        {
            if ((exponent & 1) == 1)
            {
                result *= value;
            }

            value *= value;
        }

        return result;
    }
}
