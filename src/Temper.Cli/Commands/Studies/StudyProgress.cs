using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Cli.Commands.Studies;

/// <summary>Shows a study on the screen. Only validation scores are shown: the test set is sealed while it runs.</summary>
internal sealed class StudyProgress(Report report, Score score) : IStudyObserver, IDisposable
{
    private StudyScreen? screen;
    private IReadOnlyList<string> arms = [];
    private IReadOnlyList<ulong> seeds = [];

    public void Begin(string title, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds)
    {
        (this.arms, this.seeds) = (arms, seeds);
        report.Info($"{arms.Count} x {seeds.Count} {title}");
        screen = new StudyScreen(report, score, arms, seeds);
    }

    public void AddSeeds(IReadOnlyList<ulong> seeds)
    {
        this.seeds = [.. this.seeds, .. seeds];
        screen?.AddSeeds(seeds);
    }

    public void Reused(int arm, int seed, StoredRun run)
    {
        if (run.Record is { } record)
        {
            screen?.Reused(arm, seed, record.FinalValidScore ?? double.NaN);
        }
        else
        {
            screen?.ReusedFailure(arm, seed);
        }
    }

    public void Started(int arm, int seed) => screen?.Begin(arm, seed);

    public void Elsewhere(int arm, int seed) => screen?.Elsewhere(arm, seed);

    public void Waiting(StudyWait wait)
    {
        var others = wait.More switch { 0 => "", 1 => " and another", _ => string.Create(CultureInfo.InvariantCulture, $" and {wait.More} others") };
        report.Warning(string.Create(
            CultureInfo.InvariantCulture,
            $"waiting for run {wait.RunId} ({arms[wait.Arm]}, seed {seeds[wait.Seed]}){others}: leased by {wait.Holder}"));
    }

    public void Finished(int arm, int seed, RunRecord record) => screen?.Finish(arm, seed, record.FinalValidScore ?? double.NaN);

    public void Failed(int arm, int seed, RunFailure failure) => screen?.Fail(arm, seed, failure.Step);

    public void BatchHalved(HalvedBatch batch) => Note(HalvedText(batch));

    /// <summary>One line about a batch that did not fit.</summary>
    public static string HalvedText(HalvedBatch batch) => string.Create(
        CultureInfo.InvariantCulture,
        $"note: {batch.Replicas} nets at a time do not fit into the device's memory; continuing with {batch.Next} at a time.");

    public void Note(string line)
    {
        if (screen is null)
        {
            report.Info(line);
        }
        else
        {
            screen.Note(line);
        }
    }

    public void Complete()
    {
        screen?.Stop();
        screen?.Dispose();
        screen = null;
    }

    public void Dispose() => screen?.Dispose();
}
