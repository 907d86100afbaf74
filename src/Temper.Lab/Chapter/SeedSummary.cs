using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>One experiment over several seeds. Accuracies are in percent, on the test set.</summary>
/// <param name="Protocol">Its protocol.</param>
/// <param name="Experiment">Its name.</param>
/// <param name="Seeds">Number of seeds.</param>
/// <param name="Mean">Mean test accuracy.</param>
/// <param name="StandardDeviation">Sample standard deviation (n - 1); null for one seed.</param>
/// <param name="Minimum">Lowest.</param>
/// <param name="Maximum">Highest.</param>
/// <param name="MeanWrong">Mean number of wrong guesses.</param>
/// <param name="MinimumWrong">Fewest wrong guesses.</param>
/// <param name="MaximumWrong">Most wrong guesses.</param>
/// <param name="RunsWithMoreWrongThanChapter">Runs with more wrong guesses than the chapter's 1883.</param>
public sealed record SeedSummary(
    Protocol Protocol,
    string Experiment,
    int Seeds,
    double Mean,
    double? StandardDeviation,
    double Minimum,
    double Maximum,
    double MeanWrong,
    int MinimumWrong,
    int MaximumWrong,
    int RunsWithMoreWrongThanChapter)
{
    /// <summary>Wrong guesses of the chapter's altogether net on Fashion-MNIST's 10,000 test images.</summary>
    public const int ChapterWrong = 1883;

    /// <summary>The same in percent of right guesses, as the chapter prints it.</summary>
    public const double ChapterAccuracy = 81.17;

    /// <summary>Summarizes runs of one experiment under one protocol.</summary>
    public static SeedSummary Of(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        ArgumentOutOfRangeException.ThrowIfZero(runs.Count);
        var accuracies = runs.Select(run => run.TestScore).ToList();
        var mean = accuracies.Average();
        var squares = accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean));
        return new SeedSummary(
            runs[0].Protocol,
            runs[0].Experiment,
            runs.Count,
            mean,
            runs.Count > 1 ? Math.Sqrt(squares / (runs.Count - 1)) : null,
            accuracies.Min(),
            accuracies.Max(),
            runs.Average(run => run.Wrong!.Value),
            runs.Min(run => run.Wrong!.Value),
            runs.Max(run => run.Wrong!.Value),
            runs.Count(run => run.Wrong > ChapterWrong));
    }
}
