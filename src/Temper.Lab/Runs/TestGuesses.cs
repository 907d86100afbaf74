using System.Globalization;
using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary>
/// What a run guessed on the test set: the images guessed wrong and the classes they were taken for. Every other image was guessed right,
/// so the labels are needed only to say what was guessed for it. In JSON it is <see cref="ToBytes"/> in base64: for 1,500 wrong of 10,000
/// images about 1.7 KB, or 2.3 KB of text.
/// </summary>
[JsonConverter(typeof(TestGuessesJson))]
public sealed class TestGuesses
{
    /// <summary>As many as a list of them may be long.</summary>
    internal const int MostClasses = 1 << 20;

    private readonly int[] wrong;
    private readonly int[] taken;

    /// <summary>Keeps the arrays.</summary>
    internal TestGuesses(int images, int classes, int[] wrong, int[] taken)
    {
        Images = images;
        Classes = classes;
        this.wrong = wrong;
        this.taken = taken;
    }

    /// <summary>Images of the test set.</summary>
    public int Images { get; }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Images guessed wrong.</summary>
    public int Wrong => wrong.Length;

    /// <summary>The places in the test set, from 0 and rising, of the images guessed wrong.</summary>
    public ReadOnlyMemory<int> WrongImages => wrong;

    /// <summary>The classes that the images of <see cref="WrongImages"/> were taken for.</summary>
    public ReadOnlyMemory<int> WrongGuesses => taken;

    /// <summary>The guesses of a net.</summary>
    /// <param name="labels">The true class of each image.</param>
    /// <param name="guesses">The guessed class of each image.</param>
    /// <param name="classes">Number of classes, 1 to 1,048,576.</param>
    /// <exception cref="ArgumentException">There are not as many guesses as labels, or a guess is none of the classes.</exception>
    public static TestGuesses Of(IReadOnlyList<int> labels, IReadOnlyList<int> guesses, int classes)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(guesses);
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(classes, MostClasses);
        if (labels.Count != guesses.Count)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The guesses of a test set: expected {labels.Count}, one for each label, received {guesses.Count}."),
                nameof(guesses));
        }

        var wrong = new List<int>();
        var taken = new List<int>();
        for (var i = 0; i < guesses.Count; i++)
        {
            if (guesses[i] < 0 || guesses[i] >= classes)
            {
                throw new ArgumentException(
                    FormattableString.Invariant(
                        $"The guesses of a test set: expected classes from 0 to {classes - 1}, received {guesses[i]} for image {i}."),
                    nameof(guesses));
            }

            if (guesses[i] != labels[i])
            {
                wrong.Add(i);
                taken.Add(guesses[i]);
            }
        }

        return new TestGuesses(guesses.Count, classes, [.. wrong], [.. taken]);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote. Equal guesses have equal bytes: no other way to write them is read.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="FormatException">They were not written so: cut, too long, or with numbers that cannot be.</exception>
    public static TestGuesses FromBytes(ReadOnlySpan<byte> bytes) => GuessBytes.Read(bytes);

    /// <summary>
    /// The guesses as bytes. Numbers are LEB128 (DWARF 5, section 7.6) in their shortest form: images, classes, images guessed wrong; then for
    /// each of these, in rising order, (right images since the one before) * classes + guess.
    /// </summary>
    public byte[] ToBytes() => GuessBytes.Write(this);

    /// <summary>Whether an image was guessed right.</summary>
    /// <param name="image">Its place in the test set, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The test set has no such image.</exception>
    public bool IsRight(int image)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(image);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(image, Images);
        return Array.BinarySearch(wrong, image) < 0;
    }

    /// <summary>The guessed class of every image.</summary>
    /// <param name="labels">The true class of each image: what was guessed for those guessed right.</param>
    /// <exception cref="ArgumentException">The labels are not those of the test set that was guessed.</exception>
    public IReadOnlyList<int> With(IReadOnlyList<int> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        if (labels.Count != Images)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"The guesses of a test set: expected its {Images} labels, received {labels.Count}; use the run's own data."),
                nameof(labels));
        }

        var guesses = labels.ToArray();
        for (var i = 0; i < wrong.Length; i++)
        {
            if (guesses[wrong[i]] == taken[i])
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The guesses of a test set: expected another label than {taken[i]} for image {wrong[i]}, which was guessed wrong, "
                        + $"received {taken[i]}; use the run's own data."),
                    nameof(labels));
            }

            guesses[wrong[i]] = taken[i];
        }

        return guesses;
    }

    /// <summary>How many images another run guesses differently.</summary>
    /// <param name="other">Its guesses on the same test set.</param>
    /// <exception cref="ArgumentException">They are of another number of images.</exception>
    public GuessDifferences DifferencesTo(TestGuesses other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Images != Images)
        {
            throw new ArgumentException(
                FormattableString.Invariant(
                    $"Guesses to compare: expected both of {Images} images, received {other.Images}; take two runs on the same data."),
                nameof(other));
        }

        var (both, alike) = (0, 0);
        for (int i = 0, j = 0; i < wrong.Length && j < other.wrong.Length;)
        {
            if (wrong[i] == other.wrong[j])
            {
                both++;
                alike += taken[i] == other.taken[j] ? 1 : 0;
            }

            var step = wrong[i].CompareTo(other.wrong[j]);
            i += step <= 0 ? 1 : 0;
            j += step >= 0 ? 1 : 0;
        }

        return new GuessDifferences(OnlyThisRight: other.Wrong - both, OnlyOtherRight: Wrong - both, BothWrong: both - alike);
    }

    /// <summary>In what these guesses contradict the other figures of their record; null if in nothing.</summary>
    internal string? Contradiction(int images, int wrongOnes, ConfusionMatrix confusion)
    {
        if ((images, wrongOnes) != (Images, Wrong))
        {
            return FormattableString.Invariant($"expected guesses with {wrongOnes} of {images} images wrong, received {Wrong} of {Images}");
        }

        if (confusion.Classes != Classes)
        {
            return FormattableString.Invariant(
                $"expected a confusion matrix of the {Classes} classes of the guesses, received one of {confusion.Classes}");
        }

        var all = confusion.TrueRows().Sum(count => (long)count);
        if (all != Images)
        {
            return FormattableString.Invariant($"expected a confusion matrix of {Images} images, received one of {all}");
        }

        var mistaken = new long[Classes];
        foreach (var guess in taken)
        {
            mistaken[guess]++;
        }

        var (guessed, right) = (confusion.GuessedRows(), confusion.RightRows());
        for (var c = 0; c < Classes; c++)
        {
            var counted = guessed[c] - right[c];
            if (counted != mistaken[c])
            {
                return FormattableString.Invariant(
                    $"expected {counted} images wrongly taken for class {c}, as the confusion matrix counts, received guesses with {mistaken[c]}");
            }
        }

        return null;
    }
}
