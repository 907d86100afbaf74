using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Regularizers;
using Temper.Training;
using Temper.Tasks;
using Xunit;

namespace Temper.Tests.Studies;

public sealed class StudySeriesTests : IDisposable
{
    private readonly SmallStudy study = new();

    [Fact]
    public void Studies_are_put_in_the_order_of_the_setting_that_they_differ_in()
    {
        var (fast, slow) = (study.Run(At(rate: 0.02), 6), study.Run(At(rate: 0.005), 6));
        var series = StudySeries.Of([fast, slow]);
        Assert.Equal("learning rate", series.Setting);
        Assert.Equal([0.005, 0.02], series.Values);
        Assert.Equal([slow.Id, fast.Id], series.Studies.Select(one => one.Id));
        Assert.Equal([slow.Results[1].Mean, fast.Results[1].Mean], series.All[1].Select(result => result.Mean));
        Assert.Equal(2, series.Answer.Count);
        Assert.All(series.Answer.Zip(series.Told), pair => Assert.StartsWith($"{pair.Second[0].Name}: {StudyText.Word(pair.Second[0].Verdict)} at ", pair.First, StringComparison.Ordinal));
        Assert.Contains("1 epoch, sound protocol, 6 seeds each", series.Conditions, StringComparison.Ordinal);
        Assert.Equal(series.Id, StudySeries.Of([slow, fast]).Id);

        var answers = SeriesReport.Answers(series);
        Assert.Equal(["Question", "0.005", "0.02"], answers.Columns.Select(column => column.Header));
        Assert.Equal($"{StudyText.Effect(Score.Accuracy, slow.Results[0])} {StudyText.Word(slow.Results[0].Verdict)}", answers.Rows[0][1]);
        Assert.Equal(3, SeriesReport.Scores(series).Rows.Count);
        Assert.EndsWith(", by learning rate?", SeriesReport.Title(series), StringComparison.Ordinal);
        Assert.Contains($"temper report {slow.Id} {fast.Id}", new SeriesReport(series).Markdown(), StringComparison.Ordinal);
        Assert.Contains(series.Caution, new SeriesReport(series).Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void Epochs_are_a_setting_too()
    {
        var series = StudySeries.Of([study.Run(At(epochs: 2), 6), study.Run(At(epochs: 1), 6)]);
        Assert.Equal(("number of epochs", 1, 2), (series.Setting, series.Values[0], series.Values[1]));
        Assert.Contains("learning rate 0.01, sound protocol", series.Conditions, StringComparison.Ordinal);
    }

    [Fact]
    public void Arms_may_differ_in_another_setting_if_they_do_so_in_every_study()
    {
        StudyPlan Plan(int epochs) => Changed(With(plan => plan.Arms[1], 0.02), spec => spec with { Epochs = epochs, Regularizers = [new EarlyStopping(Patience: epochs)] });
        var series = StudySeries.Of([study.Run(Plan(1), 6), study.Run(Plan(2), 6)]);
        Assert.Equal("number of epochs", series.Setting);
        Assert.DoesNotContain("learning rate", series.Conditions, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_study_warns_of_and_trainings_that_diverged_are_told_with_its_value()
    {
        var (plain, other) = (study.Run(At(), 6), study.Run(At(rate: 0.02), 6));
        var failed = other with
        {
            Notes = [new StudyNote("3 of 6 trainings of batchnorm diverged.", IsWarning: true), new StudyNote("plain", IsWarning: false)],
            Arms = [.. other.Arms.Select((arm, i) => i == 2 ? arm with { Runs = 3, Failed = 3 } : arm)],
            Results = [.. other.Results.Select((result, i) => i == 1 ? result with { FailuresAsChance = new SecondAnswer(-9, -20, 1, VerdictWord.Hurts) } : result)],
        };
        var series = StudySeries.Of([plain, failed]);
        Assert.Contains("At 0.02: 3 of 6 trainings of batchnorm diverged.", series.Warnings);
        Assert.DoesNotContain(series.Warnings, warning => warning.Contains("plain", StringComparison.Ordinal));
        Assert.Contains($"{StudyText.Word(failed.Results[1].Verdict)} where it trains at 0.02", series.Answer[1], StringComparison.Ordinal);
        Assert.EndsWith(" (3 of 6 diverged)", SeriesReport.Scores(series).Rows[2][2], StringComparison.Ordinal);
        Assert.Contains("3 of 6 trainings of batchnorm diverged.", new SeriesReport(series).Page(), StringComparison.Ordinal);
        Assert.Contains("Warning: At 0.02: 3 of 6", new SeriesReport(series).Markdown(), StringComparison.Ordinal);
    }

    [Fact]
    public void Studies_that_differ_in_nothing_or_in_more_than_one_setting_are_refused_in_one_line()
    {
        var plain = study.Run(At(), 6);
        Refused("have all of them in common", plain, study.Run(At() with { FirstSeed = 100 }, 6));
        Refused("received learning rate and number of epochs", plain, study.Run(At(rate: 0.02, epochs: 2), 6));
        Refused("expected the same arms", plain, study.Run(SmallStudy.Plan("baseline", "batchnorm"), 6));
        Refused("expected the same region", plain, study.Run(At(rate: 0.02) with { Region = 1 }, 6));
        Refused("expected the same alpha, received 0.05 and 0.01", plain, study.Run(At(rate: 0.02) with { Alpha = 0.01 }, 8));
        Refused("expected one learning rate for all its arms", plain, study.Run(With(plan => plan.Arms[1], 0.02), 6));
        Refused("differs in more than the learning rate", plain, study.Run(Changed(At(rate: 0.02), spec => spec.With(new LabelSmoothing())), 6));
        Refused("expected one study for each learning rate", plain, study.Run(At(rate: 0.02), 6), study.Run(At(rate: 0.02) with { FirstSeed = 100 }, 6));
    }

    public void Dispose() => study.Dispose();

    private static StudyPlan At(double rate = 0.01, int epochs = 1) =>
        Changed(SmallStudy.Plan("baseline", "dropout=.5", "batchnorm"), spec => spec with { Epochs = epochs, Optimizer = spec.Optimizer with { LearningRate = rate } });

    private static StudyPlan Changed(StudyPlan plan, Func<TrainSpec, TrainSpec> change) => plan with { Arms = [.. plan.Arms.Select(arm => arm with { Spec = change(arm.Spec) })] };

    private static StudyPlan With(Func<StudyPlan, Arm> which, double rate)
    {
        var plan = At();
        return plan with { Arms = [.. plan.Arms.Select(arm => arm == which(plan) ? arm with { Spec = arm.Spec with { Optimizer = arm.Spec.Optimizer with { LearningRate = rate } } } : arm)] };
    }

    private static void Refused(string expected, params StudyRecord[] studies)
    {
        var error = Assert.Throws<SpecException>(() => StudySeries.Of(studies));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
