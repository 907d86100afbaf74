using Temper.Tasks;

namespace Temper.Data;

/// <summary>How many images each class of a data set has for training, validation and test, in label order.</summary>
public sealed class ClassCounts
{
    private ClassCounts(Dataset dataset, int[] train, int[] valid, bool isSplit)
    {
        ClassNames = dataset.ClassNames;
        Train = train;
        Valid = valid;
        IsSplit = isSplit;
        Test = Count(dataset, dataset.Test, "test");
    }

    /// <summary>Names of the classes.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>Images of each class that are trained on; all training images where there is no split.</summary>
    public IReadOnlyList<int> Train { get; }

    /// <summary>Images of each class that validate.</summary>
    public IReadOnlyList<int> Valid { get; }

    /// <summary>Test images of each class.</summary>
    public IReadOnlyList<int> Test { get; }

    /// <summary>Whether the training images were split.</summary>
    public bool IsSplit { get; }

    /// <summary>Counts.</summary>
    /// <param name="dataset">The data.</param>
    /// <param name="split">How its training images are split; null for not at all.</param>
    /// <exception cref="DataException">A label has no class.</exception>
    public static ClassCounts Of(Dataset dataset, Split? split = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var train = Count(dataset, dataset.Train, "training");
        var valid = new int[dataset.ClassNames.Count];
        foreach (var row in valid.Length == 0 ? [] : split?.Valid ?? [])
        {
            valid[dataset.Train.Labels[row]]++;
            train[dataset.Train.Labels[row]]--;
        }

        return new ClassCounts(dataset, train, valid, split is not null);
    }

    /// <summary>Refuses data that nothing can be learned from.</summary>
    /// <param name="dataset">The data, whose counts these are.</param>
    /// <exception cref="DataException">Fewer than two classes have training rows, or all values to be predicted are alike.</exception>
    public void RequireTrainable(Dataset dataset)
    {
        if (dataset.Task is Regression)
        {
            RequireValues(dataset);
            return;
        }

        var present = Enumerable.Range(0, Train.Count).Where(c => Train[c] + Valid[c] > 0).ToList();
        if (present.Count < 2)
        {
            throw new DataException(
                $"{OneLine.Of(dataset.Name)}: all {dataset.Train.Count} training {dataset.Train.Inputs.Noun}s are of class "
                + $"{string.Join("", present.Select(c => $"\"{OneLine.Of(ClassNames[c])}\""))}; "
                + $"expected {dataset.Train.Inputs.Noun}s of two classes or more, or there is nothing to tell apart.");
        }
    }

    private static void RequireValues(Dataset dataset)
    {
        var values = dataset.Train.Values;
        if (values.Length == 0 || values.AsSpan().IndexOfAnyExcept(values[0]) < 0)
        {
            throw new DataException(
                $"{OneLine.Of(dataset.Name)}: the value to be predicted is the same in all {values.Length} training rows; "
                + "expected several, or there is nothing to learn.");
        }
    }

    private static int[] Count(Dataset dataset, RowSet rows, string set)
    {
        var counts = new int[dataset.ClassNames.Count];
        for (var i = 0; i < rows.Labels.Length; i++)
        {
            if (rows.Labels[i] < 0 || rows.Labels[i] >= counts.Length)
            {
                throw new DataException(
                    $"{OneLine.Of(dataset.Name)}: the label of {set} {rows.Inputs.Noun} {i} is {rows.Labels[i]}, "
                    + $"expected 0 to {counts.Length - 1} for {counts.Length} classes; correct the label or name all classes.");
            }

            counts[rows.Labels[i]]++;
        }

        return counts;
    }
}
