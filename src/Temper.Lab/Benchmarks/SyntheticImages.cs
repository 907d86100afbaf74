using Temper.Data;
using Temper.Tasks;

namespace Temper.Lab.Benchmarks;

/// <summary>Images of random bytes with labels in turn: there is nothing to learn, only to compute.</summary>
internal static class SyntheticImages
{
    public const int Classes = 10;

    /// <summary>A data set of that many training images, one pixel high.</summary>
    public static Dataset Make(int count, int features)
    {
        var random = new Random(1);
        return new Dataset(
            "synthetic",
            Set(random, count, features),
            Set(random, 1, features),
            new Classification([.. Enumerable.Range(0, Classes).Select(label => FormattableString.Invariant($"{label}"))]),
            FormattableString.Invariant($"synthetic {count} x {features}"),
            "random bytes");
    }

    private static RowSet Set(Random random, int count, int features)
    {
        var pixels = new byte[count * features];
        random.NextBytes(pixels);

        // Scaling needs two different bytes.
        (pixels[0], pixels[^1]) = (0, 255);
        var labels = new byte[count];
        for (var i = 0; i < count; i++)
        {
            labels[i] = (byte)(i % Classes);
        }

        return RowSet.OfImages(pixels, labels, height: 1, width: features);
    }
}
