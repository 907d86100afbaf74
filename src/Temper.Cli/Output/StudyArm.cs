using Temper.Lab.Statistics;

namespace Temper.Cli.Output;

/// <summary>One arm of a study while it runs: a cell per seed and the validation accuracies so far.</summary>
/// <param name="name">Fit for a terminal.</param>
internal sealed class StudyArm(string name)
{
    private readonly List<StudyCell> cells = [];
    private int count;
    private double mean;
    private double squares;

    public string Name { get; } = name;

    public IReadOnlyList<StudyCell> Cells => cells;

    /// <summary>The step at which the latest of its trainings failed; null for none, or when that is not known.</summary>
    public long? FailedStep { get; private set; }

    /// <summary>Mean of the validation accuracies in percent; NaN without any.</summary>
    public double Mean => count > 0 ? mean : double.NaN;

    /// <summary>Half of the 95% interval around the mean; NaN with fewer than two values.</summary>
    public double Margin => count > 1 ? HalfWidth(count, Math.Sqrt(squares / (count - 1))) : double.NaN;

    public void AddSeeds(int more) => cells.AddRange(Enumerable.Repeat(StudyCell.Waiting, more));

    public void Set(int seed, StudyCell cell) => cells[seed] = cell;

    /// <summary>Counts a validation accuracy; NaN, from a training without validation, is left out.</summary>
    public void Add(double validScore)
    {
        if (double.IsNaN(validScore))
        {
            return;
        }

        // Welford's: accuracies differ in their last digits, where a sum of squares would have none left.
        count++;
        var before = validScore - mean;
        mean += before / count;
        squares += before * (validScore - mean);
    }

    public void FailAt(long step) => FailedStep = step;

    private static double HalfWidth(int count, double standardDeviation) =>
        StudentT.Quantile(0.975, count - 1) * standardDeviation / Math.Sqrt(count);
}
