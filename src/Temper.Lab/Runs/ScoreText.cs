using Temper.Tasks;

namespace Temper.Lab.Runs;

/// <summary>Scores of a test in words.</summary>
public static class ScoreText
{
    /// <summary>
    /// The score that decides, and those of the others that say something else: where all classes have as many rows, balanced accuracy is accuracy.
    /// </summary>
    /// <param name="task">The task.</param>
    /// <param name="values">Its scores by name.</param>
    /// <returns>Each score's name, and its value with the unit.</returns>
    public static IEnumerable<(string Name, string Text)> Of(LearningTask task, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(values);
        return task.Scores.Select(score => (score.Name, score.Text(values[score.Name]))).DistinctBy(score => score.Item2);
    }
}
