using Temper.Tasks;

namespace Temper.Training;

/// <summary>How a net does on some rows.</summary>
/// <param name="Task">What it has learned.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Loss">Mean loss over the rows, without what is there for training only; of scaled values where values are predicted.</param>
/// <param name="Score">The task's score that decides, every row counting the same.</param>
/// <param name="BatchScores">The same of each batch.</param>
public sealed record Evaluation(LearningTask Task, int Rows, double Loss, double Score, float[] BatchScores)
{
    /// <summary>How many classes it guesses right; 0 where values are predicted.</summary>
    public int Correct { get; init; }

    /// <summary>How many classes it guesses wrong; 0 where values are predicted.</summary>
    public int Wrong => Task is Classification ? Rows - Correct : 0;

    /// <summary>The guessed class of each row; empty unless asked for.</summary>
    public int[] Guesses { get; init; } = [];

    /// <summary>The predicted value of each row, in its unit; empty unless asked for.</summary>
    public float[] Values { get; init; } = [];

    /// <summary>The value of each of the task's <see cref="LearningTask.Scores"/>; empty unless guesses are asked for.</summary>
    public IReadOnlyList<double> Scores { get; init; } = [];

    /// <summary>Mean of the batches' scores: a short last batch counts as much as a full one.</summary>
    public double BatchMeanScore => BatchScores.Length == 0 ? double.NaN : BatchScores.Average(score => (double)score);
}
