using System.Globalization;

namespace Temper.Lab.Statistics;

/// <summary>
/// How far a contrast of arms would move with new seeds and with new test images of the same kind. x[s][i] is the contrast on image i with
/// seed s, in percentage points: 100 * sum over arms of weight * (1 if the image is guessed right). The effect is the mean of all x. An
/// interval over seeds is a statement about these images; <see cref="Widen(Interval, double)"/> makes it one about images like these.
/// </summary>
/// <remarks>
/// <para>
/// Every seed's net guesses every image, so seeds and images are crossed. The variance of the mean is V_seeds + V_images - V_residual: the
/// multiway clustering of Cameron, Gelbach and Miller, "Robust inference with multiway clustering" (Journal of Business and Economic
/// Statistics, 2011); Owen, "The pigeonhole bootstrap" (Annals of Applied Statistics, 2007), has the same sum. With n seeds and N images
/// V_seeds = s^2(means of the seeds) / n, V_images = s^2(means of the images) / N, and V_residual = residual mean square of the two-way
/// layout / (n N), which the other two both count.
/// </para>
/// <para>
/// The correction of Nadeau and Bengio, "Inference for the generalization error" (Machine Learning, 2003), is for another claim: about new
/// training sets, from splits of one data set whose training parts overlap. Here the pool of training images is fixed, and seeds and test
/// images are crossed explicitly. McNemar's test judges two single nets; here procedures are judged, each by many nets.
/// </para>
/// </remarks>
public sealed record CrossedVariance
{
    /// <summary>Number of seeds.</summary>
    public required int Seeds { get; init; }

    /// <summary>Number of test images.</summary>
    public required int Images { get; init; }

    /// <summary>The effect: the mean over seeds and images, in percentage points.</summary>
    public required double Mean { get; init; }

    /// <summary>Standard error for new seeds on these images, sqrt(V_seeds), in percentage points; NaN below 2 seeds.</summary>
    public required double SeedError { get; init; }

    /// <summary>
    /// What new images add to it, sqrt(max(0, V_images - V_residual)), in percentage points; NaN below 2 seeds or 2 images.
    /// </summary>
    public required double ImageError { get; init; }

    /// <summary>Standard error for new seeds and new images together, in percentage points.</summary>
    public double StandardError => double.Hypot(SeedError, ImageError);

    /// <summary>
    /// The variances, from the images that were guessed wrong: an image that all arms guess right with all seeds costs nothing to list.
    /// Memory is for two numbers an image, whatever the number of seeds; time is seeds times images.
    /// </summary>
    /// <param name="images">Number of test images, at least 1.</param>
    /// <param name="weights">The contrast: each arm's weight, such as 1 and -1.</param>
    /// <param name="wrong">
    /// For each seed, at least one, and there for each arm, in the order of the weights: the images guessed wrong, from 0 and rising. Seeds of
    /// which an arm is missing are left out by the caller.
    /// </param>
    /// <exception cref="ArgumentException">A seed has not as many arms as there are weights, or images are out of range or not rising.</exception>
    public static CrossedVariance Of(int images, IReadOnlyList<double> weights, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<int>>> wrong)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(wrong);
        Require(images, weights, wrong);

        // Of y = sum of weight * wrong, which is 0 almost everywhere: x = 100 (sum of weights - y) has its variances times 100^2.
        var imageMeans = new double[images];
        var seedMeans = new double[wrong.Count];
        for (var s = 0; s < wrong.Count; s++)
        {
            Add(imageMeans, weights, wrong[s]);
            seedMeans[s] = weights.Select((weight, arm) => weight * wrong[s][arm].Length).Sum() / images;
        }

        for (var i = 0; i < images; i++)
        {
            imageMeans[i] /= wrong.Count;
        }

        var mean = seedMeans.Average();
        var ofSeeds = MeanSquare(seedMeans, mean) / wrong.Count;
        var ofImages = MeanSquare(imageMeans, mean) / images;
        var residual = Residual(weights, wrong, seedMeans, imageMeans, mean) / wrong.Count / images;
        return new CrossedVariance
        {
            Seeds = wrong.Count,
            Images = images,
            Mean = 100 * (weights.Sum() - mean),
            SeedError = 100 * Math.Sqrt(ofSeeds),
            ImageError = wrong.Count < 2 || images < 2 ? double.NaN : 100 * Math.Sqrt(Math.Max(0, ofImages - residual)),
        };
    }

    /// <summary>An interval of the effect for new seeds, widened for new images.</summary>
    /// <param name="interval">The interval over seeds, in percentage points.</param>
    /// <param name="confidence">Its two-sided coverage, between 0 and 1.</param>
    /// <exception cref="ArgumentException">The confidence is not between 0 and 1.</exception>
    public Interval Widen(Interval interval, double confidence) => Widen(interval, Mean, ImageError, confidence);

    /// <summary>
    /// An interval about a mean, widened for an independent error of that mean by MOVER (Zou and Donner, "Construction of confidence limits
    /// about effect measures", Statistics in Medicine, 2008): low = mean - sqrt((mean - low)^2 + (z * error)^2), and high alike, so that an
    /// interval that is not symmetric stays so. Infinite ends stay infinite; an end on the other side of the mean counts as the mean.
    /// </summary>
    /// <param name="interval">The interval.</param>
    /// <param name="mean">What it is about.</param>
    /// <param name="error">Standard error to be added, at least 0; where it is NaN, so are the finite ends.</param>
    /// <param name="confidence">Two-sided coverage of the interval, between 0 and 1: z is the normal quantile of (1 + confidence) / 2.</param>
    /// <exception cref="ArgumentException">The confidence is not between 0 and 1, or the error is below 0.</exception>
    public static Interval Widen(Interval interval, double mean, double error, double confidence)
    {
        Finite.RequireShare("confidence", confidence);
        if (error < 0)
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The error that widens an interval: expected at least 0, or NaN where there is none, received {error}."),
                nameof(error));
        }

        // From the lower tail: 1 + confidence would lose the digits of a confidence close to 1.
        var more = -NormalDistribution.Quantile((1 - confidence) / 2) * error;
        return more == 0
            ? interval
            : new Interval(mean - double.Hypot(Math.Max(0, mean - interval.Low), more), mean + double.Hypot(Math.Max(0, interval.High - mean), more));
    }

    private static void Require(int images, IReadOnlyList<double> weights, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<int>>> wrong)
    {
        Finite.Require("A contrast over seeds and images", [.. weights]);
        if (wrong.Count == 0)
        {
            throw new ArgumentException("The variance over seeds and images: expected at least one seed, received none.", nameof(wrong));
        }

        for (var s = 0; s < wrong.Count; s++)
        {
            if (wrong[s].Count != weights.Count)
            {
                throw new ArgumentException(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"The variance over seeds and images: expected {weights.Count} arms, one for each weight, "
                        + $"received {wrong[s].Count} at seed index {s}; leave out seeds with a failed run."),
                    nameof(wrong));
            }

            foreach (var arm in wrong[s])
            {
                var last = -1;
                foreach (var image in arm.Span)
                {
                    if (image <= last || image >= images)
                    {
                        throw new ArgumentException(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"The variance over seeds and images: expected rising images below {images}, "
                                + $"received {image} after {last} at seed index {s}."),
                            nameof(wrong));
                    }

                    last = image;
                }
            }
        }
    }

    private static void Add(double[] sums, IReadOnlyList<double> weights, IReadOnlyList<ReadOnlyMemory<int>> arms)
    {
        for (var arm = 0; arm < weights.Count; arm++)
        {
            foreach (var image in arms[arm].Span)
            {
                sums[image] += weights[arm];
            }
        }
    }

    /// <summary>s^2 with n - 1 below the line; NaN for a single value, also where rounding makes its deviation other than 0.</summary>
    private static double MeanSquare(double[] values, double mean)
    {
        var squares = 0.0;
        foreach (var value in values)
        {
            squares += (value - mean) * (value - mean);
        }

        return values.Length < 2 ? double.NaN : squares / (values.Length - 1);
    }

    /// <summary>
    /// The residual mean square, from the residuals themselves: as a difference of sums of squares it would lose its digits where the images
    /// make up nearly all of them.
    /// </summary>
    private static double Residual(
        IReadOnlyList<double> weights, IReadOnlyList<IReadOnlyList<ReadOnlyMemory<int>>> wrong, double[] seedMeans, double[] imageMeans, double mean)
    {
        var ofSeed = new double[imageMeans.Length];
        var squares = 0.0;
        for (var s = 0; s < seedMeans.Length; s++)
        {
            Array.Clear(ofSeed);
            Add(ofSeed, weights, wrong[s]);
            var shift = mean - seedMeans[s];
            for (var i = 0; i < ofSeed.Length; i++)
            {
                var residual = ofSeed[i] - imageMeans[i] + shift;
                squares += residual * residual;
            }
        }

        return squares / (seedMeans.Length - 1) / (imageMeans.Length - 1);
    }
}
