using Temper.Data;

namespace Temper.Lab.Benchmarks;

/// <summary>Smaller data sets for quick measurements.</summary>
public static class FirstImages
{
    /// <summary>The data set with its first training images only; the test images stay.</summary>
    /// <param name="dataset">The data set.</param>
    /// <param name="count">How many training images, at least 1; a data set that has no more is returned as it is.</param>
    public static Dataset Of(Dataset dataset, int count)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        var all = dataset.Train;
        return count >= all.Count
            ? dataset
            : dataset with
            {
                Train = all.Take(count),
                Origin = dataset.IsFashionMnist ? DatasetOrigin.Own : dataset.Origin,
                Hash = FormattableString.Invariant($"{dataset.Hash}, first {count}"),
            };
    }
}
