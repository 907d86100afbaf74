namespace Temper.Lab.Runs;

/// <summary>Counts images by true and guessed class.</summary>
public static class ConfusionCounts
{
    /// <summary>counts[true class][guessed class].</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="guesses">The guessed class of each image.</param>
    /// <param name="classes">Number of classes.</param>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<int> labels, IReadOnlyList<int> guesses, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(guesses);
        var counts = new int[classes][];
        for (var c = 0; c < classes; c++)
        {
            counts[c] = new int[classes];
        }

        for (var i = 0; i < guesses.Count; i++)
        {
            counts[labels[i]][guesses[i]]++;
        }

        return counts;
    }
}
