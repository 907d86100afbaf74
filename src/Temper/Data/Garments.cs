using Temper.Data.Drawing;
using Temper.Devices;
using Temper.Tasks;

namespace Temper.Data;

/// <summary>
/// The built-in data set: 60,000 + 10,000 drawings of garments, 28 x 28, ten classes of equal size, in the form of
/// Fashion-MNIST, for when no other data are to be had. It is made, not loaded: each drawing is a function of
/// (seed, set, index), with the same bits on every platform and for any number of threads.
/// </summary>
/// <remarks>
/// The classes overlap on purpose (a plain shirt with short sleeves looks like a tee), so that a net can learn its
/// training images further than it can guess new ones. Results on it say nothing about Fashion-MNIST.
/// </remarks>
public static class Garments
{
    /// <summary>Its name in this program.</summary>
    public const string Name = "garments";

    /// <summary>Training images.</summary>
    public const int TrainCount = 60_000;

    /// <summary>Test images.</summary>
    public const int TestCount = 10_000;

    /// <summary>Rows and columns of an image.</summary>
    public const int Side = Canvas.Side;

    /// <summary>The seed of the data set as it is used everywhere.</summary>
    public const ulong DefaultSeed = 1;

    /// <summary><see cref="Dataset.Hash"/> of the data set of <see cref="DefaultSeed"/>: drawings have the same bits everywhere.</summary>
    public const string Hash = "262da0a142b11ed35945d156d103f17fd58872be4c85cccf1a80f6677ddfeba2";

    /// <summary>Its <see cref="Dataset.Source"/>.</summary>
    public const string BuiltIn = "built in";

    private const int Features = Side * Side;
    private const int ImagesPerTask = 250;

    /// <summary>The classes, in label order.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["Tee", "Trousers", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Boot"];

    /// <summary>Draws the data set.</summary>
    /// <param name="seed">Which one; everything but tests uses <see cref="DefaultSeed"/>.</param>
    /// <param name="threads">How many threads draw; 0 for one per core. The result does not depend on it.</param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    public static Dataset Make(
        ulong seed = DefaultSeed, int threads = 0, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        var train = MakeSet(seed, 0, TrainCount, threads, cancellationToken);
        var test = MakeSet(seed, 1, TestCount, threads, cancellationToken);
        var name = seed == DefaultSeed ? Name : $"{Name}-{seed}";
        return Dataset.Of(name, train, test, new Classification(ClassNames), BuiltIn) with { Origin = DatasetOrigin.BuiltIn };
    }

    /// <summary>The first images of the data set of <see cref="DefaultSeed"/>, for training and for the test: the others are not drawn.</summary>
    /// <param name="count">
    /// How many of each, from 1 to <see cref="TrainCount"/>; there are never more than <see cref="TestCount"/> test images.
    /// </param>
    /// <param name="cancellationToken">Stops the drawing.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not so many.</exception>
    public static Dataset First(int count, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, TrainCount);
        var train = Draw(DefaultSeed, 0, LabelsOf(DefaultSeed, 0, TrainCount)[..count], threads: 0, cancellationToken);
        var test = Draw(DefaultSeed, 1, LabelsOf(DefaultSeed, 1, TestCount)[..Math.Min(count, TestCount)], threads: 0, cancellationToken);
        return Dataset.Of(Name, train, test, new Classification(ClassNames), BuiltIn) with { Origin = DatasetOrigin.BuiltIn };
    }

    /// <summary>One set: unit 0 and 1 are the drawings of the training and the test set, 2 and 3 their order of classes.</summary>
    internal static RowSet MakeSet(ulong seed, uint unit, int count, int threads, CancellationToken cancellationToken) =>
        Draw(seed, unit, LabelsOf(seed, unit, count), threads, cancellationToken);

    /// <summary>The label of each image of a set.</summary>
    private static byte[] LabelsOf(ulong seed, uint unit, int count)
    {
        var labels = new byte[count];
        var order = new Philox(seed, RandomPurpose.Garments, unit + 2).Permutation(count);
        for (var i = 0; i < count; i++)
        {
            labels[order[i]] = (byte)(i % ClassNames.Count);
        }

        return labels;
    }

    private static RowSet Draw(ulong seed, uint unit, byte[] labels, int threads, CancellationToken cancellationToken)
    {
        var count = labels.Length;
        var pixels = new byte[count * Features];
        var options = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = threads == 0 ? -1 : threads,
        };
        var tasks = (count + ImagesPerTask - 1) / ImagesPerTask;
        Parallel.For(0, tasks, options, () => new Painter(), (task, _, painter) =>
        {
            var end = Math.Min(count, (task + 1) * ImagesPerTask);
            for (var i = task * ImagesPerTask; i < end; i++)
            {
                var stream = new Philox(seed, RandomPurpose.Garments, unit, (ulong)i);
                painter.Draw(labels[i], stream, pixels.AsSpan(i * Features, Features));
            }

            return painter;
        }, _ => { });
        return RowSet.OfImages(pixels, labels, Side, Side);
    }
}
