using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>The scores of an evaluation as records keep them.</summary>
internal static class ScoresByName
{
    /// <summary>Each of the task's scores with its value.</summary>
    public static IReadOnlyDictionary<string, double> Of(Evaluation evaluation) =>
        evaluation.Task.Scores.Zip(evaluation.Scores).ToDictionary(pair => pair.First.Name, pair => pair.Second);

    /// <summary>The score of guessing without looking: among all classes alike, or the mean of the values.</summary>
    public static double OfChance(LearningTask task, IReadOnlyList<float> values)
    {
        if (task is not Regression)
        {
            return 100.0 / task.Outputs;
        }

        var mean = values.Average(value => (double)value);
        return Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
    }
}
