using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary>
/// Test rows by true and guessed class. Only pairs that occur are kept: a thousand classes have a million pairs, and few rows. In JSON an
/// array with an object for each true class, from guessed class to number of rows: {"0":823,"6":102}.
/// </summary>
[JsonConverter(typeof(ConfusionMatrixJson))]
public sealed class ConfusionMatrix
{
    private static readonly IComparer<ConfusionCell> ByGuess = Comparer<ConfusionCell>.Create((one, other) => one.Guess.CompareTo(other.Guess));

    private readonly ConfusionCell[][] rows;

    /// <param name="rows">By true class, each in the order of the guesses and without zeros.</param>
    internal ConfusionMatrix(ConfusionCell[][] rows) => this.rows = rows;

    /// <summary>That of a value to be predicted: there are no classes.</summary>
    public static ConfusionMatrix None { get; } = new([]);

    /// <summary>Number of classes.</summary>
    public int Classes => rows.Length;

    /// <summary>Test rows of a class that were guessed to be of another one, or of the same.</summary>
    /// <param name="truth">The true class.</param>
    /// <param name="guess">The guessed class.</param>
    /// <exception cref="ArgumentOutOfRangeException">One of them is no class.</exception>
    public int this[int truth, int guess]
    {
        get
        {
            RequireClass(truth, Classes, nameof(truth));
            RequireClass(guess, Classes, nameof(guess));
            var row = rows[truth];
            var at = Array.BinarySearch(row, new ConfusionCell(guess, 0), ByGuess);
            return at < 0 ? 0 : row[at].Rows;
        }
    }

    /// <summary>Counts rows.</summary>
    /// <param name="labels">The true class of each row.</param>
    /// <param name="guesses">The guessed class of each row.</param>
    /// <param name="classes">Number of classes.</param>
    /// <exception cref="ArgumentException">There are not as many guesses as labels, or one is none of the classes.</exception>
    public static ConfusionMatrix Of(IReadOnlyList<int> labels, IReadOnlyList<int> guesses, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(guesses);
        if (labels.Count != guesses.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"A confusion matrix: expected {labels.Count} guesses, one for each label, received {guesses.Count}."),
                nameof(guesses));
        }

        var counts = new SortedDictionary<int, int>[classes];
        for (var i = 0; i < guesses.Count; i++)
        {
            RequireClass(labels[i], classes, nameof(labels));
            RequireClass(guesses[i], classes, nameof(guesses));
            var row = counts[labels[i]] ??= [];
            row[guesses[i]] = row.GetValueOrDefault(guesses[i]) + 1;
        }

        return new ConfusionMatrix(
            [.. counts.Select(row => row is null ? [] : row.Select(count => new ConfusionCell(count.Key, count.Value)).ToArray())]);
    }

    /// <summary>What the rows of a class were guessed to be, in the order of the guesses; no zeros.</summary>
    /// <param name="truth">The true class.</param>
    public IReadOnlyList<ConfusionCell> Row(int truth) => rows[truth];

    /// <summary>Test rows of each class.</summary>
    public int[] TrueRows() => [.. rows.Select(row => row.Sum(cell => cell.Rows))];

    /// <summary>Test rows that were guessed to be of each class.</summary>
    public int[] GuessedRows()
    {
        var guessed = new int[Classes];
        foreach (var cell in rows.SelectMany(row => row))
        {
            guessed[cell.Guess] += cell.Rows;
        }

        return guessed;
    }

    /// <summary>Test rows of each class that were guessed right.</summary>
    public int[] RightRows() => [.. rows.Select((_, c) => this[c, c])];

    /// <summary>The pairs of different classes, those most often confused first.</summary>
    public IEnumerable<(int Truth, ConfusionCell Cell)> Mistakes() =>
        rows.SelectMany((row, truth) => row.Where(cell => cell.Guess != truth).Select(cell => (truth, cell)))
            .OrderByDescending(mistake => mistake.cell.Rows);

    /// <summary>The part of it that is about some classes, in their order: their rows, as far as they were guessed to be of them too.</summary>
    /// <param name="classes">The classes.</param>
    public ConfusionMatrix Part(IReadOnlyList<int> classes)
    {
        ArgumentNullException.ThrowIfNull(classes);
        var place = classes.Select((c, i) => (c, i)).ToDictionary(pair => pair.c, pair => pair.i);
        return new ConfusionMatrix(
        [
            .. classes.Select(c => rows[c].Where(cell => place.ContainsKey(cell.Guess))
                .Select(cell => cell with { Guess = place[cell.Guess] }).OrderBy(cell => cell.Guess).ToArray()),
        ]);
    }

    private static void RequireClass(int given, int classes, string name)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(given, name);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(given, classes, name);
    }
}

/// <summary>How often one class was guessed.</summary>
/// <param name="Guess">The class.</param>
/// <param name="Rows">How often.</param>
public readonly record struct ConfusionCell(int Guess, int Rows);
