using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Layers;
using Temper.Regularizers;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>No verdict on what did not act, and no comparison of scores that are of different things.</summary>
public sealed class IdleArmTests : IDisposable
{
    private readonly SmallStudy small = new();

    public void Dispose() => small.Dispose();

    [Fact]
    public void An_arm_whose_weights_are_those_of_the_baseline_in_every_seed_gets_no_verdict()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "swa", "ema"), 6);

        var note = Assert.Single(record.Notes, note => note.Text.Contains("changed nothing", StringComparison.Ordinal));
        Assert.Equal(("swa=0.75 changed nothing: in all 6 seeds its weights are those of baseline; it did not act within 1 epoch.", true), (note.Text, note.IsWarning));
        Assert.Contains("swa=0.75: changed nothing: in all 6 seeds its weights are those of baseline.", record.Answer);
        Assert.Equal(2, record.Answer.Count);
        Assert.Equal(["swa=0.75"], record.Results.Where(result => result.Unchanged is not null).Select(result => result.Name));
        var rows = StudyTables.Results(record).Rows;
        Assert.Equal(["changed nothing"], rows.Where(row => row[0] == "swa=0.75").Select(row => row[1]));
        Assert.DoesNotContain(rows, row => row[0] != "swa=0.75" && row[1] == "changed nothing");
        Assert.Contains("swa=0.75: 0.00 [0.00, 0.00], changed nothing", new StudyReport(record).Pictures.Single(picture => picture.Name == "arms.svg").Svg, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_that_differ_in_one_seed_are_enough_for_a_verdict()
    {
        var plan = SmallStudy.Plan("baseline", "swa");
        var cells = Cells(small.Run(plan, 6));
        Assert.NotNull(Assert.Single(IdleArm.Of(plan, cells)));

        var other = StoredRun(cells[5][1], run => run with { WeightsHash = "another" });
        Assert.Null(Assert.Single(IdleArm.Of(plan, [.. cells.Take(5), [cells[5][0], other]])));

        // The same weights, but tested in another way.
        var measured = StoredRun(cells[5][1], run => run with { TestScore = run.TestScore + 1 });
        Assert.Null(Assert.Single(IdleArm.Of(plan, [.. cells.Take(5), [cells[5][0], measured]])));
        Assert.Equal("changed nothing: in the one seed its weights are those of baseline", Assert.Single(IdleArm.Of(plan, [cells[0]]))!.Text);
    }

    [Fact]
    public void A_factor_that_did_not_act_is_told_once()
    {
        var arms = SmallStudy.Plan("baseline", "swa", "l2", "swa+l2");
        var effect = new Contrast("swa=0.75", null, ContrastKind.MainEffect, [new(0, -0.5), new(1, 0.5), new(2, -0.5), new(3, 0.5)]);
        var record = small.Run(arms with { Kind = StudyKind.Factorial, Factors = ["swa=0.75", "l2=0.0001"], Contrasts = [effect, .. arms.Contrasts] }, 6);

        Assert.Equal(
            ["swa=0.75 changed nothing: in all 6 seeds the weights are the same with it and without it; it did not act within 1 epoch."],
            record.Notes.Select(note => note.Text).Where(text => text.Contains("changed nothing", StringComparison.Ordinal)));
        Assert.Contains("changed nothing: in all 6 seeds the weights are the same", record.Answer[0], StringComparison.Ordinal);
    }

    [Fact]
    public void Training_scores_of_training_mode_are_not_comparable_where_it_is_another_mode()
    {
        var plan = SmallStudy.Plan("baseline", "mixup", "ema");
        var unmeasured = plan with { Arms = [.. plan.Arms.Select(arm => arm with { Spec = arm.Spec with { MeasureTrainAccuracy = false } })] };
        Assert.Empty(TrainingModeText.Notes(plan, new ChapterSubject()));
        Assert.Empty(TrainingModeText.Notes(unmeasured with { Arms = [unmeasured.Arms[0]] }, new ChapterSubject()));
        var note = Assert.Single(TrainingModeText.Notes(unmeasured, new ChapterSubject()));
        Assert.Equal(
            "Train and Train - test are of training mode (mixed rows, weights not averaged), so they are not comparable between arms. "
            + "With \"measureTrainAccuracy\": true in the spec they are measured in evaluation mode.", note.Text);
        Assert.True(note.IsWarning);
        Assert.StartsWith("Train and Train - test of mixup=0.2 are", Assert.Single(TrainingModeText.Notes(plan with { Arms = [plan.Arms[0], unmeasured.Arms[1]] }, new ChapterSubject())).Text, StringComparison.Ordinal);
        Assert.Contains(small.Run(unmeasured, 6).Notes, told => told == note);
    }

    [Theory]
    [InlineData("dropout", "dropout on")]
    [InlineData("batchnorm", "BatchNorm by the batch")]
    [InlineData("label-noise", "labels some of which were replaced")]
    [InlineData("gaussian-noise", "inputs with noise")]
    [InlineData("swa", "weights not averaged")]
    [InlineData("l2", null)]
    public void What_makes_training_mode_another_mode_is_named(string arm, string? reason)
    {
        var plan = SmallStudy.Plan("baseline", arm);
        var notes = TrainingModeText.Notes(plan with { Arms = [.. plan.Arms.Select(one => one with { Spec = one.Spec with { MeasureTrainAccuracy = false } })] }, new ChapterSubject());
        Assert.Equal(reason is null ? [] : [$"({reason})"], notes.Select(note => note.Text[note.Text.IndexOf('(', StringComparison.Ordinal)..(note.Text.IndexOf(')', StringComparison.Ordinal) + 1)]));
    }

    private static Lab.Storage.StoredRun StoredRun(Lab.Storage.StoredRun run, Func<RunRecord, RunRecord> change) => Lab.Storage.StoredRun.Of(change(run.Record!));

    private List<IReadOnlyList<Lab.Storage.StoredRun>> Cells(StudyRecord record)
    {
        using var store = small.Open();
        return [.. record.Runs.GroupBy(run => run.Seed).Select(cell => (IReadOnlyList<Lab.Storage.StoredRun>)[.. cell.Select(run => store.Find(run.Id)!)])];
    }
}
