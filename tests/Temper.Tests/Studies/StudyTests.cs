using System.Globalization;
using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Studies;

public sealed class StudyTests : IDisposable
{
    private readonly SmallStudy small = new();

    public void Dispose() => small.Dispose();

    [Theory]
    [InlineData(StudyKind.Factorial, "dropout=0.1", true)]
    [InlineData(StudyKind.Compare, "dropout=0.1", false)]
    [InlineData(StudyKind.Factorial, "l2", false)]
    public void A_factor_that_stands_in_other_places_with_another_is_said(StudyKind kind, string factor, bool isSaid)
    {
        var plan = SmallStudy.Plan("baseline", factor, "batchnorm", $"{factor}+batchnorm") with { Kind = kind };
        var notes = StudyText.Notes(plan, [], [], [], []);
        Assert.Equal(isSaid, notes.Any(note => note.IsWarning && note.Text.StartsWith("Dropout acts in 2 places of dropout=0.1+batchnorm, 3 places of dropout=0.1 (Q5)", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_mixed_up_is_a_warning_above_the_answer()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "batchnorm"), 6) with { Confounded = ["Q2 is on in batchnorm only."] };
        var page = new StudyReport(record).Page();
        var place = page.IndexOf("<p class=\"note warning\"><strong>Warning:</strong> Mixed up: Q2 is on in batchnorm only.", StringComparison.Ordinal);
        Assert.InRange(place, 1, page.IndexOf("<p class=\"result\">", StringComparison.Ordinal));
        Assert.Contains("Mixed up: Q2", new StudyReport(record).Markdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_warning_names_all_lopsided_differences_and_the_training_that_is_farthest_out()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "batchnorm", "dropout=.5"), 6);
        using var store = small.Open();
        var cells = record.Runs.GroupBy(run => run.Seed).Select(cell => (IReadOnlyList<StoredRun>)[.. cell.Select(run => store.Find(run.Id)!)]).ToList();
        IReadOnlyList<StudyNote> Notes(params double[] skewness) => StudyText.Notes(
            record.Plan, [.. record.Results.Zip(skewness, (result, skew) => result with { Skewness = skew, Mean = -0.5, Median = 0.25 })], record.Arms, [], cells);

        var note = Assert.Single(Notes(-4.04, 2.1), note => note.Text.Contains("lopsided", StringComparison.Ordinal));
        Assert.True(note.IsWarning);
        Assert.Contains("batchnorm (mean -0.50, median +0.25, skewness -4.0) and dropout=0.5 (mean -0.50,", note.Text, StringComparison.Ordinal);

        // Of the most lopsided question: batchnorm, not dropout=0.5, whose net is far out in every seed.
        double Test(string arm, ulong seed) => record.Runs.Single(run => run.Arm == arm && run.Seed == seed).Test!.Value;
        double Median(Func<ulong, double> value) => Enumerable.Range(1, 6).Select(seed => value((ulong)seed)).Order().Skip(2).Take(2).Average();
        double Difference(ulong seed) => Test("batchnorm", seed) - Test("baseline", seed);
        var far = Enumerable.Range(1, 6).Select(seed => (ulong)seed).MaxBy(seed => Math.Abs(Difference(seed) - Median(Difference)));
        var arm = new[] { "batchnorm", "baseline" }.MaxBy(name => Math.Abs(Test(name, far) - Median(seed => Test(name, seed))))!;
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"Farthest out for batchnorm is seed {far}, where {arm} reached {Test(arm, far):0.00}% (median of its seeds {Median(seed => Test(arm, seed)):0.00}%)."), note.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Notes(1.9, -1.9), note => note.Text.Contains("lopsided", StringComparison.Ordinal));
    }

    [Fact]
    public void Arms_of_a_seed_share_split_weights_and_order_and_differences_are_paired()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "lr=0.00001"), seeds: 6);

        var result = Assert.Single(record.Results);
        var differences = Enumerable.Range(1, 6).Select(seed => Test(record, "lr=1e-05", seed) - Test(record, "baseline", seed)).ToList();
        Assert.Equal(differences.Average(), result.Mean!.Value, 10);
        Assert.Equal(SignFlipTest.TwoSided(differences.ToArray()), result.PValue, 12);
        Assert.Equal(6, result.Pairs);
        using var store = small.Open();
        var runs = record.Runs.Where(run => run.Seed == 3).Select(run => store.Find(run.Id)!.Record!).ToList();
        Assert.Equal(runs[0].Spec.Seed, runs[1].Spec.Seed);
        Assert.NotEqual(runs[0].WeightsHash, runs[1].WeightsHash);
    }

    [Fact]
    public void Asked_again_it_costs_nothing_and_gives_the_same_record()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        var first = small.Run(plan, 6);
        var watcher = new SmallStudy.Watcher();
        var second = small.Run(plan, 6, watcher);

        Assert.Empty(watcher.Trained);
        Assert.Equal(12, watcher.ReusedRuns);
        Assert.Equal(StudyJson.Write(first), StudyJson.Write(second));
        Assert.Single(second.Looks);
    }

    [Fact]
    public void Interrupted_it_keeps_what_is_finished_stays_sealed_and_goes_on()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        using var stop = new CancellationTokenSource();
        var watcher = new SmallStudy.Watcher { AfterTraining = count => { if (count == 5) { stop.Cancel(); } } };
        Assert.ThrowsAny<OperationCanceledException>(() => small.Run(plan, 6, watcher, stop: stop));

        using (var store = small.Open())
        {
            Assert.Empty(store.Looks(plan.Id()));
            Assert.All(store.List(), run => Assert.True(run.IsSealed));
            Assert.Contains("still sealed", Assert.Throws<SpecException>(() => Study.Record(plan.Id(), store, new ChapterSubject())).Message, StringComparison.Ordinal);
        }

        var rest = new SmallStudy.Watcher();
        var record = small.Run(plan, 6, rest);
        Assert.Equal(12, watcher.Trained.Count + rest.Trained.Count);
        Assert.Empty(watcher.Trained.Intersect(rest.Trained));
        Assert.Equal(6, record.Seeds);
    }

    [Fact]
    public void Another_look_with_more_seeds_is_counted_and_said()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        small.Run(plan, 6);
        var record = small.Run(plan, 8);

        Assert.Equal([6, 8], record.Looks.Select(look => look.Seeds));
        Assert.Contains(record.Notes, note => note.IsWarning && note.Text.Contains("opened 2 times", StringComparison.Ordinal));
        Assert.Equal(6, small.Run(plan, 6).Seeds);
        Assert.Single(small.Run(SmallStudy.Plan("baseline", "l2"), 6).Looks);
        Assert.Equal(2, small.Run(SmallStudy.Plan("baseline", "l2"), 6).OtherLooks);
    }

    [Fact]
    public void A_study_without_the_sequential_rule_may_have_any_number_of_seeds() =>
        Assert.Equal(101, small.Run(SmallStudy.Plan("baseline", "batchnorm"), 101).Seeds);

    [Fact]
    public void A_report_made_later_is_about_what_was_looked_at_and_runs_beyond_it_stay_sealed()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        small.Run(plan, 6);
        using var stop = new CancellationTokenSource();
        var watcher = new SmallStudy.Watcher { AfterTraining = count => { if (count == 3) { stop.Cancel(); } } };
        Assert.ThrowsAny<OperationCanceledException>(() => small.Run(plan with { Region = 5, Alpha = 0.2 }, 10, watcher, stop: stop));

        using var store = small.Open();
        var record = Study.Record(plan.Id(), store, new ChapterSubject());
        Assert.Equal((6, 0.2, 0.05), (record.Seeds, record.Plan.Region, record.Plan.Alpha));
        Assert.Single(record.Looks);
        Assert.Equal(12, store.List().Count(run => !run.IsSealed));
        Assert.Equal(watcher.Trained.Order(), store.List().Where(run => run.IsSealed).Select(run => run.Id).Order());
    }

    [Fact]
    public void A_study_of_which_nothing_is_left_but_failures_has_a_report()
    {
        var record = small.Run(SmallStudy.Plan("baseline+lr=1e30", "batchnorm+lr=1e35"), 6);
        Assert.Contains("12 of 12 trainings diverged", new StudyReport(record).Page(), StringComparison.Ordinal);
        Assert.Equal(2, new StudyReport(record).Pictures.Count);
    }

    [Theory]
    [InlineData(5, 1, "--seeds 6")]
    [InlineData(5, 2, "--seeds 6")]
    public void Too_few_seeds_are_refused_with_the_number_that_is_needed(int seeds, int comparisons, string wish)
    {
        var plan = SmallStudy.Plan([.. new[] { "baseline", "batchnorm", "l2" }.Take(comparisons + 1)]);
        var error = Assert.Throws<SpecException>(() => small.Run(plan, seeds));
        Assert.Contains(wish, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_training_that_diverges_is_recorded_and_does_not_stop_the_study()
    {
        var watcher = new SmallStudy.Watcher();
        var record = small.Run(SmallStudy.Plan("baseline", "lr=1e30"), 6, watcher);

        Assert.Equal(6, watcher.FailedRuns);
        Assert.Equal((0, 6), (record.Arms[1].Runs, record.Arms[1].Failed));
        Assert.Equal((VerdictWord.TooFewSeeds, 0, 6), (record.Results[0].Verdict, record.Results[0].Pairs, record.Results[0].Missing));
        Assert.All(record.Runs.Where(run => run.Arm == "lr=1e+30"), run => Assert.True(run.FailedStep >= 1));
        Assert.Contains("6 of 6 seeds did not train", record.Answer[0], StringComparison.Ordinal);
        Assert.Equal(VerdictWord.Hurts, record.Results[0].FailuresAsChance?.Verdict);
        Assert.Contains("Trainings that diverged", new StudyReport(record).Page(), StringComparison.Ordinal);
        var again = new SmallStudy.Watcher();
        small.Run(SmallStudy.Plan("baseline", "lr=1e30"), 6, again);
        Assert.Equal((0, 12), (again.FailedRuns, again.ReusedRuns));
    }

    [Fact]
    public void Learning_rates_are_picked_on_validation_data_of_other_seeds()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm") with { PicksLearningRate = true };
        var record = small.Run(plan, 6);

        Assert.Equal(2, record.Plan.LearningRates.Count);
        Assert.All(record.Plan.LearningRates, choice => Assert.Equal(choice.Trials.Max(trial => trial.ValidScore), choice.Trials.Single(trial => trial.LearningRate == choice.Chosen).ValidScore));
        Assert.Equal(record.Plan.LearningRates.Select(choice => choice.Chosen), record.Arms.Select(arm => arm.LearningRate));
        Assert.Empty(record.Plan.LearningRates.SelectMany(choice => choice.Trials).SelectMany(trial => trial.Runs).Intersect(record.Runs.Select(run => run.Id)));
        Assert.Equal(plan.Id(), record.Id);
        Assert.NotEqual(record.Id, SmallStudy.Plan("baseline", "batchnorm").Id());
    }

    [Theory]
    [InlineData(StoppingRule.Planned)]
    [InlineData(StoppingRule.OpenEnded)]
    public void Until_decided_stops_early_for_a_large_effect_and_at_the_limit_for_none(StoppingRule rule)
    {
        var settings = new StudySettings { Block = 2, MaxSeeds = 40 };
        var large = small.Run(SmallStudy.Plan("baseline", "lr=0.00001") with { Rule = rule }, 4, settings: settings);
        Assert.Equal(VerdictWord.Hurts, large.Results[0].Verdict);
        Assert.InRange(large.Seeds, 6, 30);

        var same = small.Run(SmallStudy.Plan("baseline", "lr=0.0100001") with { Rule = rule, Region = 0 }, 4, settings: settings with { MaxSeeds = 9 });
        Assert.Equal(9, same.Seeds);
        Assert.Equal(VerdictWord.Undecided, same.Results[0].Verdict);
    }

    [Theory]
    [InlineData(StoppingRule.Planned)]
    [InlineData(StoppingRule.OpenEnded)]
    public void Until_decided_does_not_wait_for_an_arm_that_always_diverges(StoppingRule rule)
    {
        var plan = SmallStudy.Plan("baseline", "lr=0.00001", "lr=1e30") with { Rule = rule };
        var record = small.Run(plan, 4, settings: new StudySettings { Block = 2, MaxSeeds = 60 });

        Assert.Equal([VerdictWord.Hurts, VerdictWord.TooFewSeeds], record.Results.Select(result => result.Verdict));
        Assert.InRange(record.Seeds, 6, 40);
        Assert.Equal(record.Seeds, record.Results[1].Missing);
    }

    [Fact]
    public void Two_stores_on_one_file_share_the_work()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm", "l2", "dropout");
        var (one, other) = (new SmallStudy.Watcher(), new SmallStudy.Watcher());
        StudyRecord?[] records = [null, null];
        Parallel.Invoke(() => records[0] = small.Run(plan, 12, one), () => records[1] = small.Run(plan, 12, other));

        Assert.Equal(48, one.Trained.Count + other.Trained.Count);
        Assert.Empty(one.Trained.Intersect(other.Trained));
        Assert.Equal(records[0]!.Runs.Select(run => run.WeightsHash), records[1]!.Runs.Select(run => run.WeightsHash));
    }

    [Fact]
    public void The_report_names_every_run_and_its_page_is_self_contained()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "batchnorm"), 6);
        var page = new StudyReport(record).Page();
        var markdown = new StudyReport(record).Markdown();

        Assert.All(record.Runs, run => Assert.Contains(run.Id, page, StringComparison.Ordinal));
        Assert.All(record.Runs, run => Assert.Contains(run.Id, markdown, StringComparison.Ordinal));
        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("src=\"http", page, StringComparison.OrdinalIgnoreCase);
        Assert.True(page.IndexOf(record.Question, StringComparison.Ordinal) < page.IndexOf("<svg", StringComparison.Ordinal));
        Assert.Contains("Test set opened 1 time by this study", page, StringComparison.Ordinal);
        Assert.Contains("No training diverged", page, StringComparison.Ordinal);
        Assert.Equal(3, new StudyReport(record).Pictures.Count);
        Assert.Equal(RunId.Of(record.Plan.Arms[0].Request(1).Spec, record.Plan.DatasetHash, ""), record.Runs[0].Id);
    }

    private static double Test(StudyRecord record, string arm, int seed) => record.Runs.Single(run => run.Arm == arm && run.Seed == (ulong)seed).Test!.Value;
}
