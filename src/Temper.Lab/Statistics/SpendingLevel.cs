namespace Temper.Lab.Statistics;

/// <summary>The smallest level at which a test rejects.</summary>
internal static class SpendingLevel
{
    /// <summary>p-values are found to 1% of themselves.</summary>
    private const double Precision = 1.01;

    /// <summary>
    /// Bisection over the logarithm of the level, on the side of alpha where the decision is. Ties let a larger level reject less
    /// here and there, by a few paths; so p-value and decision agree even then.
    /// </summary>
    /// <param name="least">No level below it rejects.</param>
    /// <param name="alpha">Level of the decision.</param>
    /// <param name="isRejectedAtAlpha">Whether the test rejects at alpha.</param>
    /// <param name="isRejected">Whether the test rejects at a level.</param>
    /// <returns>At most alpha where the decision is to reject, above it otherwise; 1 where no level rejects.</returns>
    public static double Smallest(double least, double alpha, bool isRejectedAtAlpha, Func<double, bool> isRejected)
    {
        if (!isRejectedAtAlpha && !isRejected(1))
        {
            return 1;
        }

        var (outside, inside) = isRejectedAtAlpha ? (least, alpha) : (alpha, 1.0);
        while (inside > outside * Precision)
        {
            var middle = Math.Sqrt(outside * inside);
            (outside, inside) = isRejected(middle) ? (outside, middle) : (middle, inside);
        }

        return inside;
    }
}
