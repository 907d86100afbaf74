using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Temper.Tasks;

namespace Temper.Data;

/// <summary>What <see cref="Dataset.FromArrays(float[,], ReadOnlySpan{int}, ArrayOptions)"/> cannot see in the arrays.</summary>
public sealed record ArrayOptions
{
    /// <summary>What the data are called in records and reports; default "arrays".</summary>
    public string Name { get; init; } = "arrays";

    /// <summary>One name per class, in label order; default the labels' numbers.</summary>
    public IReadOnlyList<string>? ClassNames { get; init; }

    /// <summary>Unit of the value to be predicted: "kg"; default none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>
    /// Share of the rows that is kept for the test, 0 to below 1; default 0.2. A row's own hash decides, no seed: the same rows are kept for
    /// ever, also when others are added, and repeats of a row are on one side. So the share is hit on average, not exactly.
    /// </summary>
    public double TestShare { get; init; } = 0.2;

    /// <summary>[rows, columns] as one row after the other.</summary>
    internal static ReadOnlyMemory<float> Flat(float[,] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var flat = new float[inputs.Length];
        Buffer.BlockCopy(inputs, 0, flat, 0, flat.Length * sizeof(float));
        return flat;
    }

    /// <summary>The classes of labels.</summary>
    /// <exception cref="DataException">A label is below 0 or has no name.</exception>
    internal Classification TaskOf(int[] labels)
    {
        var most = ClassNames?.Count ?? int.MaxValue;
        var bad = Array.FindIndex(labels, label => label < 0 || label >= most);
        return bad >= 0
            ? throw new DataException(
                $"{OneLine.Of(Name)}: the label of row {bad} (from 0) is {labels[bad]}, "
                + $"expected {(ClassNames is null ? "0 or more" : $"0 to {most - 1} for {most} class names")}.")
            : new Classification(ClassNames
                ?? [.. Enumerable.Range(0, labels.DefaultIfEmpty(-1).Max() + 1).Select(label => label.ToString(CultureInfo.InvariantCulture))]);
    }

    /// <summary>The rows to train and validate on, and those kept for the test.</summary>
    /// <exception cref="DataException">Nothing would be left to train on.</exception>
    internal (RowSet Train, RowSet Test) Divide(RowSet all)
    {
        if (TestShare is not (>= 0 and < 1))
        {
            throw new DataException(
                FormattableString.Invariant($"{OneLine.Of(Name)}: the share of the test must be at least 0 and below 1, received {TestShare}."));
        }

        var inputs = (FloatRows)all.Inputs;
        var hashes = new ulong[all.Count];
        for (var i = 0; i < hashes.Length; i++)
        {
            hashes[i] = BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(MemoryMarshal.AsBytes(inputs.Row(i))));
        }

        var limit = (ulong)(TestShare * ulong.MaxValue);
        int[] test = [.. Enumerable.Range(0, hashes.Length).Where(row => hashes[row] < limit)];
        int[] train = [.. Enumerable.Range(0, hashes.Length).Where(row => hashes[row] >= limit)];
        return train.Length > 0
            ? (all.Pick(train), all.Pick(test))
            : throw new DataException(
                $"{OneLine.Of(Name)}: none of {all.Count} rows is left to train on; give more rows, or a smaller share of the test.");
    }
}
