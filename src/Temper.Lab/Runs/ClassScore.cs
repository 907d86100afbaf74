namespace Temper.Lab.Runs;

/// <summary>How well one class is distinguished from the others.</summary>
/// <param name="Precision">Share of the guesses of this class that are right; null if it was never guessed.</param>
/// <param name="Recall">Share of the class's images that are guessed; null if it has none.</param>
/// <param name="F1">Harmonic mean of the two, 0 if no image is guessed right; null if it has no images and was never guessed.</param>
/// <param name="Images">Images of the class.</param>
public sealed record ClassScore(double? Precision, double? Recall, double? F1, int Images)
{
    /// <summary>The scores of all classes from counts[true][guess].</summary>
    public static IReadOnlyList<ClassScore> Of(IReadOnlyList<IReadOnlyList<int>> confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        return [.. confusion.Select((row, c) =>
        {
            var images = row.Sum();
            var guessed = confusion.Sum(other => other[c]);
            double? precision = guessed == 0 ? null : (double)row[c] / guessed;
            double? recall = images == 0 ? null : (double)row[c] / images;
            double? f1 = images + guessed == 0 ? null : row[c] == 0 ? 0 : 2 * precision * recall / (precision + recall);
            return new ClassScore(precision, recall, f1, images);
        })];
    }
}
