namespace Temper.Lab.Reports;

/// <summary>The course of many runs in four curves, one value per epoch; NaN where no run has one.</summary>
/// <param name="Mean">Mean of the runs that reached the epoch.</param>
/// <param name="Low">A tenth of these runs lies below.</param>
/// <param name="High">A tenth of these runs lies above.</param>
/// <param name="Kept">Epochs that at least half of the runs reached; beyond them the mean is over few runs.</param>
internal sealed record RunSpread(IReadOnlyList<double> Mean, IReadOnlyList<double> Low, IReadOnlyList<double> High, int Kept)
{
    /// <summary>Computes the curves; values that are not finite are left out.</summary>
    public static RunSpread Of(IReadOnlyList<IReadOnlyList<double>> runs)
    {
        int epochs = runs.Select(run => run.Count).DefaultIfEmpty(0).Max();
        double[] mean = new double[epochs];
        double[] low = new double[epochs];
        double[] high = new double[epochs];
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            double[] values = [.. runs.Where(run => run.Count > epoch && double.IsFinite(run[epoch])).Select(run => run[epoch]).Order()];
            mean[epoch] = values.Length == 0 ? double.NaN : values.Average();
            low[epoch] = Quantile(values, 0.1);
            high[epoch] = Quantile(values, 0.9);
        }

        int kept = Enumerable.Range(0, epochs).Count(epoch => runs.Count(run => run.Count > epoch) * 2 >= runs.Count);
        return new RunSpread(mean, low, high, kept);
    }

    /// <summary>Between the two nearest of the sorted values, in proportion.</summary>
    private static double Quantile(double[] sorted, double share)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }

        double place = share * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
