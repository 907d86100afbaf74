using System.Globalization;
using Temper.Lab.Storage;
using Temper.Tasks;

namespace Temper.Lab.Studies;

/// <summary>
/// Picks each arm's learning rate by validation score, on seeds that no verdict uses. The test set has no part in it.
/// </summary>
public static class LearningRateSearch
{
    /// <summary>First of the seeds kept for picking; verdicts use seeds below it.</summary>
    public const ulong FirstSeed = 1_000_000_000;

    /// <summary>Seeds per learning rate.</summary>
    public const int Seeds = 2;

    /// <summary>The seeds of its own.</summary>
    public static SeedRange SeedsOfItsOwn { get; } = new(FirstSeed, Seeds);

    /// <summary>Stands in a study's id for a learning rate that is still to be picked.</summary>
    internal const double Placeholder = 1;

    /// <summary>The learning rates that are tried: half decades around the chapter's 0.01 and Adam's usual 0.001.</summary>
    public static IReadOnlyList<double> Grid { get; } = [1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2];

    /// <summary>What has to be trained, arm by arm, learning rate by learning rate; each pair is an "arm" of the tasks.</summary>
    public static IReadOnlyList<StudyTask> Tasks(IReadOnlyList<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        return
        [
            .. from arm in Enumerable.Range(0, arms.Count)
               from rate in Enumerable.Range(0, Grid.Count)
               from seed in Enumerable.Range(0, Seeds)
               select new StudyTask((arm * Grid.Count) + rate, seed, arms[arm].At(Grid[rate]).Request(SeedsOfItsOwn[seed])),
        ];
    }

    /// <summary>Names of the tasks' arms.</summary>
    public static IReadOnlyList<string> Names(IReadOnlyList<Arm> arms) =>
        [.. arms.SelectMany(arm => Grid.Select(rate => string.Create(CultureInfo.InvariantCulture, $"{arm.Name} lr={rate}")))];

    /// <summary>The picks.</summary>
    /// <param name="score">What is compared on the validation split.</param>
    /// <param name="arms">The arms.</param>
    /// <param name="results">One result per task, in their order.</param>
    /// <exception cref="SpecException">An arm diverges, or has no validation split, at every learning rate.</exception>
    public static IReadOnlyList<LearningRateChoice> Choose(Score score, IReadOnlyList<Arm> arms, IReadOnlyList<StoredRun> results)
    {
        ArgumentNullException.ThrowIfNull(score);
        ArgumentNullException.ThrowIfNull(arms);
        ArgumentNullException.ThrowIfNull(results);
        return [.. arms.Select((arm, a) => Choose(score, arm, [.. results.Skip(a * Grid.Count * Seeds).Take(Grid.Count * Seeds)]))];
    }

    private static LearningRateChoice Choose(Score score, Arm arm, List<StoredRun> results)
    {
        var trials = Grid.Select((rate, r) =>
        {
            var runs = results.Skip(r * Seeds).Take(Seeds).ToList();
            var scores = runs.Select(RunFigures.Valid).ToList();
            return new LearningRateTrial(rate, scores.Exists(double.IsNaN) ? null : scores.Average(), [.. runs.Select(run => run.Id)]);
        }).ToList();
        var best = trials.Where(trial => trial.ValidScore.HasValue).MaxBy(trial => score.Sign * trial.ValidScore)
            ?? throw new SpecException(
                $"No learning rate can be picked for {arm.Name}: every one from {Grid[0]} to {Grid[^1]} diverged, "
                + "or there is no validation split; give one with --lr.");
        return new LearningRateChoice(arm.Name, best.LearningRate, best.LearningRate == Grid[0] || best.LearningRate == Grid[^1], trials);
    }
}
