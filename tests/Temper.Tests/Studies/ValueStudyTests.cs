using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>A study of nets that predict a value: less error helps, and every word and number is of that score.</summary>
public sealed class ValueStudyTests : IDisposable
{
    private static readonly Dataset Table = FixedTraining.Table(rows: 300, columns: 6, seed: 9);

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Less_error_helps_and_reports_speak_of_the_score()
    {
        var record = Run();
        var score = Table.Task.Score;

        // The better net has the lower RMSE, and that is what helps.
        var result = Assert.Single(record.Results);
        var (baseline, better) = (record.Arms[0].Test!.Value, record.Arms[1].Test!.Value);
        Assert.True(better < baseline);
        Assert.Equal(VerdictWord.Helps, result.Verdict);
        Assert.Equal(baseline - better, result.Mean!.Value, 1e-9);
        Assert.Equal(8, result.Wins);
        Assert.Null(result.NewImages);

        var report = new StudyReport(record);
        foreach (var text in new[] { report.Page(), report.Markdown() })
        {
            Assert.Contains("Reductions of test RMSE against short, in kg", text, StringComparison.Ordinal);
            Assert.Contains($"better in 8 of 8 seeds, by {score.Size(result.Mean.Value)} kg", text, StringComparison.Ordinal);
            Assert.Contains("Numbers are the reduction of test RMSE, kg;", text, StringComparison.Ordinal);
            Assert.Contains($"Means over the seeds, RMSE (kg)", text, StringComparison.Ordinal);
            Assert.Contains(score.Number(baseline), text, StringComparison.Ordinal);
            Assert.DoesNotContain("ccuracy", text.Replace("measureTrainAccuracy", "", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain("percentage point", text, StringComparison.Ordinal);
            Assert.DoesNotContain("images", text, StringComparison.Ordinal);
        }

        Assert.DoesNotContain(report.Pictures, picture => picture.Name == "classes.svg");
        Assert.All(report.Pictures, picture => Assert.DoesNotContain("ccuracy", picture.Svg, StringComparison.Ordinal));
        Assert.Contains("reduction of test RMSE, kg", report.Pictures.Single(picture => picture.Name == "arms.svg").Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_runs_are_stored_listed_and_compared_with_their_score()
    {
        var record = Run();
        using var store = RunStore.Open(folder.Sub("temper.db"), TimeProvider.System);
        var runs = store.List();
        Assert.All(runs, run => Assert.Equal(("RMSE (kg)", (int?)null), (run.Score, run.Wrong)));
        var stored = store.Find(runs[0].Id)!.Record!;
        Assert.Equal((Table.Task, "row"), (stored.Task, stored.RowNoun));
        Assert.Equal(["RMSE", "R2"], stored.TestScores.Keys);
        Assert.True(stored.ChanceScore > stored.TestScore);
        Assert.Null(stored.TestGuesses);
        Assert.Equal(RecordJson.Write(stored), RecordJson.Write(RecordJson.ParseRun(RecordJson.Write(stored))));
        Assert.Contains($"RMSE {Table.Task.Score.Text(stored.TestScore)}, R2 ", RunReport.Result(stored), StringComparison.Ordinal);

        // Its curves and those of another run: the best of validation is the least.
        var compared = runs.Take(2).Select(run => ComparedRun.Of(store.Find(run.Id)!)).ToList();
        var table = ComparisonReport.Runs(compared);
        Assert.Equal(["Valid RMSE (kg)", "Best valid RMSE (kg)"], table.Columns.TakeLast(2).Select(column => column.Header));
        Assert.Equal(Table.Task.Score.Number(compared[0].Valid.Min()), table.Rows[0][^1]);
        Assert.Equal(record.Runs.Count, runs.Count);
    }

    [Fact]
    public void A_run_that_diverges_counts_as_guessing_the_mean()
    {
        var record = Run(arm => arm with { Spec = arm.Spec with { Optimizer = new SGD(1e9) } }, region: 0.5);
        Assert.Equal(8, record.Arms[1].Failed);
        var results = Assert.Single(record.Results);
        Assert.NotNull(results.FailuresAsChance);
        Assert.True(results.FailuresAsChance.Mean < 0);
    }

    [Fact]
    public void The_learning_rate_with_the_least_error_is_picked()
    {
        var plan = Plan(arm => arm, 0) with { PicksLearningRate = true };
        var record = Run(plan, seeds: 6);
        Assert.All(record.Plan.LearningRates, choice =>
            Assert.Equal(choice.Trials.Where(trial => trial.ValidScore.HasValue).MinBy(trial => trial.ValidScore)!.LearningRate, choice.Chosen));
    }

    private StudyRecord Run(Func<Arm, Arm>? change = null, double region = 0) => Run(Plan(change ?? (arm => arm), region), seeds: 8);

    private StudyRecord Run(StudyPlan plan, int seeds)
    {
        using var store = RunStore.Open(folder.Sub("temper.db"), TimeProvider.System);
        return new Study(Table, store, TimeProvider.System, new ChapterSubject(), new CpuDevicePool(threads: 2)).Run(
            plan, new StudySettings { Seeds = seeds }, "a program of its own", new SmallStudy.Watcher(), TestContext.Current.CancellationToken);
    }

    private static StudyPlan Plan(Func<Arm, Arm> change, double region)
    {
        var spec = new TrainSpec { Layers = [new Linear(12), new ReLU(), new Linear(1)], Optimizer = new Adam(0.02), BatchSize = 16, Epochs = 1 };
        Arm[] arms = [Own("short", spec), change(Own("long", spec with { Epochs = 8 }))];
        return new StudyPlan
        {
            Kind = StudyKind.Compare,
            Protocol = Protocol.Own,
            Arms = arms,
            Contrasts = [Contrast.Pair(arms, 1, 0)],
            Dataset = Table.Name,
            DatasetHash = Table.Hash,
            DatasetSource = Table.Source,
            FirstSeed = 1,
            Score = Table.Task.Score,
            Region = region,
        };

        static Arm Own(string name, TrainSpec spec) => new(name, Protocol.Own, [], spec);
    }
}
