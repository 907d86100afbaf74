namespace Temper.Lab.Runs;

/// <summary>How well one class is distinguished from the others.</summary>
/// <param name="Precision">Share of the guesses of this class that are right; null if it was never guessed.</param>
/// <param name="Recall">Share of the class's images that are guessed; null if it has none.</param>
/// <param name="F1">Harmonic mean of the two, 0 if no image is guessed right; null if it has no images and was never guessed.</param>
/// <param name="Images">Images of the class.</param>
public sealed record ClassScore(double? Precision, double? Recall, double? F1, int Images)
{
    /// <summary>The scores of all classes.</summary>
    public static IReadOnlyList<ClassScore> Of(ConfusionMatrix confusion)
    {
        ArgumentNullException.ThrowIfNull(confusion);
        var (all, guessed, right) = (confusion.TrueRows(), confusion.GuessedRows(), confusion.RightRows());
        return [.. all.Select((images, c) => Of(images, guessed[c], right[c]))];
    }

    private static ClassScore Of(int images, int guessed, int right)
    {
        double? precision = guessed == 0 ? null : (double)right / guessed;
        double? recall = images == 0 ? null : (double)right / images;
        double? f1 = images + guessed == 0 ? null : right == 0 ? 0 : 2 * precision * recall / (precision + recall);
        return new ClassScore(precision, recall, f1, images);
    }
}
