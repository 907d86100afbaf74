namespace Temper.Training;

/// <summary>How a net does on some images.</summary>
/// <param name="Rows">Number of images.</param>
/// <param name="Correct">How many it guesses right.</param>
/// <param name="Loss">Mean cross-entropy over the rows, without label smoothing.</param>
/// <param name="BatchAccuracies">Accuracy of each batch, in percent.</param>
/// <param name="Guesses">The guessed class of each image; empty unless asked for.</param>
public sealed record Evaluation(int Rows, int Correct, double Loss, float[] BatchAccuracies, int[] Guesses)
{
    /// <summary>Accuracy in percent, every row counting the same.</summary>
    public double Accuracy => 100.0 * Correct / Rows;

    /// <summary>How many it guesses wrong.</summary>
    public int Wrong => Rows - Correct;

    /// <summary>Mean of the batches' accuracies, in percent: a short last batch counts as much as a full one.</summary>
    public double BatchMeanAccuracy => BatchAccuracies.Length == 0 ? double.NaN : BatchAccuracies.Average(accuracy => (double)accuracy);
}
