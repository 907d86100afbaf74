using Temper.Devices;

namespace Temper.Data;

/// <summary>Which rows of a training set are trained on and which validate.</summary>
/// <param name="Train">Row numbers to train on.</param>
/// <param name="Valid">Row numbers kept for validation.</param>
public sealed record Split(int[] Train, int[] Valid)
{
    /// <summary>A random split; the validation part is rounded up, as scikit-learn's train_test_split does.</summary>
    /// <param name="count">Number of rows.</param>
    /// <param name="validFraction">Share for validation, 0 (none) to below 1.</param>
    /// <param name="seed">Seed of the stream (seed, Split).</param>
    /// <exception cref="SpecException">Nothing would be left to train on.</exception>
    public static Split Random(int count, double validFraction, ulong seed)
    {
        var valid = ValidCount(count, validFraction);
        var order = new Philox(seed, RandomPurpose.Split).Permutation(count);
        return new Split(order[valid..], order[..valid]);
    }

    /// <summary>
    /// A random split in which each class has its share of the validation part, to within one image, and keeps at least one image for
    /// training. Where classes are that small, the validation part may have fewer images than its share.
    /// </summary>
    /// <param name="labels">The class of each row.</param>
    /// <param name="validFraction">Share for validation, 0 (none) to below 1.</param>
    /// <param name="seed">Seed of the stream (seed, Split).</param>
    /// <exception cref="SpecException">Nothing would be left to train on.</exception>
    public static Split Stratified(ReadOnlySpan<int> labels, double validFraction, ulong seed)
    {
        var quota = Quotas(labels, ValidCount(labels.Length, validFraction));
        var valid = quota.Sum();
        var train = new List<int>(labels.Length - valid);
        var kept = new List<int>(valid);
        foreach (var row in new Philox(seed, RandomPurpose.Split).Permutation(labels.Length))
        {
            if (quota[labels[row]] > 0)
            {
                quota[labels[row]]--;
                kept.Add(row);
            }
            else
            {
                train.Add(row);
            }
        }

        return new Split([.. train], [.. kept]);
    }

    /// <summary>
    /// Images per class for validation: each class's exact share rounded down, the rest to the largest remainders of classes that then
    /// still have an image to train on.
    /// </summary>
    private static int[] Quotas(ReadOnlySpan<int> labels, int valid)
    {
        var most = -1;
        foreach (var label in labels)
        {
            most = Math.Max(most, label);
        }

        var counts = new int[most + 1];
        foreach (var label in labels)
        {
            counts[label]++;
        }

        var total = labels.Length;
        var quota = new int[counts.Length];
        for (var c = 0; c < quota.Length; c++)
        {
            quota[c] = (int)((long)counts[c] * valid / total);
        }

        var missing = valid - quota.Sum();
        var open = Enumerable.Range(0, counts.Length).Where(c => quota[c] + 1 < counts[c]);
        foreach (var c in open.OrderByDescending(c => (long)counts[c] * valid % total).ThenBy(c => c).Take(missing).ToList())
        {
            quota[c]++;
        }

        return quota;
    }

    private static int ValidCount(int count, double validFraction)
    {
        if (validFraction is not (>= 0 and < 1))
        {
            throw new SpecException(
                FormattableString.Invariant($"The validation fraction must be at least 0 and below 1, received {validFraction}."));
        }

        // 0.2 * 60000 is 12000.000000000002 in binary: take off what rounding put on before rounding up.
        var valid = (int)Math.Ceiling((count * validFraction) - 1e-6);
        if (valid >= count)
        {
            throw new SpecException(
                FormattableString.Invariant($"A validation fraction of {validFraction} leaves none of {count} rows to train on."));
        }

        return valid;
    }
}
