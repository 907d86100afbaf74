using Temper.Data;

namespace Temper.Cli.Commands.Data;

/// <summary>What there is to know of a data set that was loaded.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Source">The folder it was loaded from, or "built in".</param>
/// <param name="Hash">SHA-256 over sizes, pixels and labels of both splits.</param>
/// <param name="Height">Rows of an image.</param>
/// <param name="Width">Columns of an image.</param>
/// <param name="Train">The training split.</param>
/// <param name="Test">The test split.</param>
/// <param name="Classes">Its classes, in label order.</param>
/// <param name="Notes">What is to be known of them before training; empty for data in good order.</param>
internal sealed record DataFacts(
    string Name,
    string Source,
    string Hash,
    int Height,
    int Width,
    DataFacts.Pixels Train,
    DataFacts.Pixels Test,
    IReadOnlyList<DataFacts.Class> Classes,
    IReadOnlyList<DataNote> Notes)
{
    public static DataFacts Of(Dataset dataset)
    {
        var counts = ClassCounts.Of(dataset);
        return new(
            dataset.Name,
            dataset.Source,
            dataset.Hash,
            dataset.Train.Shape.Height,
            dataset.Train.Shape.Width,
            Measure(dataset.Train),
            Measure(dataset.Test),
            [.. dataset.ClassNames.Select((name, label) => new Class(name, label, counts.Train[label], counts.Test[label]))],
            DataNotes.Of(dataset, counts));
    }

    private static Pixels Measure(RowSet images)
    {
        var counts = new long[256];
        foreach (var pixel in images.Bytes.Values)
        {
            counts[pixel]++;
        }

        double all = images.Bytes.Values.LongLength;
        var mean = counts.Select((count, value) => count * (double)value).Sum() / all;
        var variance = counts.Select((count, value) => count * (value - mean) * (value - mean)).Sum() / all;
        return new Pixels(
            images.Count, mean, Math.Sqrt(variance), Array.FindIndex(counts, count => count > 0), Array.FindLastIndex(counts, count => count > 0));
    }

    /// <summary>The images of a split, and their pixels as bytes, 0 to 255.</summary>
    /// <param name="Images">Number of images.</param>
    /// <param name="PixelMean">Mean of all pixels.</param>
    /// <param name="PixelStd">Standard deviation of all pixels (dividing by their number).</param>
    /// <param name="PixelMin">Smallest pixel.</param>
    /// <param name="PixelMax">Largest pixel.</param>
    internal sealed record Pixels(int Images, double PixelMean, double PixelStd, int PixelMin, int PixelMax);

    /// <summary>A class and its images.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Label">Its number, from 0.</param>
    /// <param name="Train">Training images.</param>
    /// <param name="Test">Test images.</param>
    internal sealed record Class(string Name, int Label, int Train, int Test);
}
