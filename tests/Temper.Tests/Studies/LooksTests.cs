using Temper.Lab.Chapter;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tests.Storage;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>What earlier looks at the same trainings, or at the same question, do to a study.</summary>
public sealed class LooksTests : IDisposable
{
    private static readonly StudyPlan Two = SmallStudy.Plan("baseline", "batchnorm");
    private static readonly StudyPlan Three = SmallStudy.Plan("baseline", "dropout=.1", "batchnorm");

    private readonly SmallStudy small = new();

    public void Dispose() => small.Dispose();

    [Fact]
    public void Many_words_that_stay_the_same_have_one_note_with_both_p_values_of_each()
    {
        var record = small.Run(SmallStudy.Plan("baseline", "batchnorm", "dropout=.5", "l2", "lr=.02"), 6);
        ContrastResult Alone(ContrastResult result, int i) => result with
        {
            AdjustedPValue = 0.2 + (i / 10.0), Verdict = VerdictWord.Undecided,
            Alone = new OwnFamily(4, 9, i == 0 ? VerdictWord.Helps : VerdictWord.Undecided, 0.01 + (i / 100.0)),
        };
        var notes = FamilyText.Notes(record.Plan, [.. record.Results.Select(Alone)], [], []);
        Assert.Equal([true, false], notes.Select(note => note.IsWarning));
        Assert.StartsWith("batchnorm against baseline: undecided among the 9 questions", notes[0].Text, StringComparison.Ordinal);
        Assert.EndsWith(
            "the other words are the same; p there and here: dropout=0.5 against baseline 0.3000 and 0.0200; l2=0.0001 against baseline 0.4000 and 0.0300; lr=0.02 against baseline 0.5000 and 0.0400.",
            notes[1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_trainings_asked_in_a_smaller_family_get_the_answer_of_the_larger_one()
    {
        using var fresh = new SmallStudy();
        var alone = fresh.Run(SmallStudy.Plan("baseline", "lr=0.005"), 8);
        var together = small.Run(SmallStudy.Plan("baseline", "lr=0.011", "lr=0.005"), 8);
        var watcher = new SmallStudy.Watcher();
        var record = small.Run(SmallStudy.Plan("baseline", "lr=0.005"), 8, watcher);

        Assert.Empty(watcher.Trained);
        Assert.Equal(Without(together.Results[1]), Without(record.Results[0]));
        Assert.Equal((VerdictWord.Helps, VerdictWord.Undecided), (alone.Results[0].Verdict, record.Results[0].Verdict));
        Assert.Equal(new OwnFamily(1, 2, alone.Results[0].Verdict, alone.Results[0].AdjustedPValue), record.Results[0].Alone);
        Assert.All(alone.Results.Concat(together.Results), result => Assert.Null(result.Alone));
        var joined = Assert.Single(record.Joined);
        Assert.Equal((together.Id, "lr=0.011", "baseline"), (joined.Study, joined.Name, joined.Against));
        Assert.Equal(together.Results[0].Mean!.Value, joined.Differences.Average()!.Value, 10);

        // Both numbers stand beside the verdict, among the warnings, and in the answer because the words differ.
        var line = Assert.Single(record.Notes, note => note.IsWarning && note.Text.Contains("among the 2 questions", StringComparison.Ordinal)).Text;
        Assert.Contains($"({StudyText.P(together.Results[1].AdjustedPValue)})", line, StringComparison.Ordinal);
        Assert.Contains($"alone it would be helps ({StudyText.P(alone.Results[0].PValue)})", line, StringComparison.Ordinal);
        Assert.EndsWith(line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..], record.Answer[0], StringComparison.Ordinal);
        Assert.Contains("note warning", new StudyReport(record).Page(), StringComparison.Ordinal);
        Assert.DoesNotContain("note warning", new StudyReport(alone).Page(), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_of_old_looks_stay_as_they_were()
    {
        var alone = small.Run(Two, 8);
        var together = small.Run(Three, 8);
        Assert.Empty(together.Joined);

        // The same look again, and its report, say what was said when it was made; more seeds are a new look.
        Assert.Equal(StudyJson.Write(alone with { OtherLooks = 1 }), StudyJson.Write(small.Run(Two, 8)));
        using (var store = small.Open())
        {
            Assert.Equal(StudyJson.Write(alone with { OtherLooks = 1 }), StudyJson.Write(Study.Record(alone.Id, store, new ChapterSubject())));
        }

        var more = small.Run(Two, 9);
        Assert.Equal((1, 2), (more.Results[0].Alone!.Questions, more.Results[0].Alone!.Among));
        Assert.Null(more.Joined[0].Differences[8]);
    }

    [Fact]
    public void A_question_counts_when_its_study_and_runs_are_deleted()
    {
        var together = small.Run(Three, 8);
        var record = small.Run(Two, 8);
        using (var store = small.Open())
        {
            store.DeleteStudy(together.Id);
            Assert.Equal(StudyJson.Write(record), StudyJson.Write(Study.Record(record.Id, store, new ChapterSubject())));
            store.DeleteStudy(record.Id);
        }

        // Everything is trained again, to the same bits; what was seen cannot be unseen.
        var watcher = new SmallStudy.Watcher();
        var again = small.Run(SmallStudy.Plan("baseline", "batchnorm", "l2"), 8, watcher);
        Assert.Equal(24, watcher.Trained.Count);
        Assert.Equal(together.Results[0].Mean!.Value, Assert.Single(again.Joined).Differences.Average()!.Value, 10);
    }

    [Fact]
    public void More_seeds_and_other_names_and_orders_are_no_other_questions()
    {
        small.Run(Three, 7);
        var turned = SmallStudy.Plan("batchnorm", "baseline", "dropout=0.1");
        var record = small.Run(turned, 9);
        Assert.Equal(["dropout=0.1"], record.Joined.Select(question => question.Name));
        Assert.Equal((2, 3), (record.Results[0].Alone!.Questions, record.Results[0].Alone!.Among));

        // It is asked of the same trainings under another name; and its own larger look is the same question.
        var renamed = Two with { Arms = [Two.Arms[0], Two.Arms[1] with { Name = "mine" }] };
        Assert.Equal(["dropout=0.1", "dropout=0.1"], small.Run(renamed, 9).Joined.Select(question => question.Name).Order());
        Assert.Empty(small.Run(Three with { Contrasts = [.. Three.Contrasts, Contrast.Pair(Three.Arms, 2, 1)] }, 9).Joined);
    }

    [Fact]
    public void A_look_at_other_trainings_joins_nothing_and_effects_are_no_pairs()
    {
        small.Run(Three, 8);
        Assert.Empty(small.Run(Two with { FirstSeed = 100 }, 8).Joined);

        var design = FactorialDesign.Of(["dropout=.1", "batchnorm"], new ArmSettings(Protocol.Sound, SmallStudy.Dataset.Outputs) { Epochs = 1 });
        var crossed = Two with { Kind = StudyKind.Factorial, Arms = design.Arms, Contrasts = design.Effects(), Factors = design.Factors };
        var effects = small.Run(crossed, 8);
        Assert.Equal(["dropout=0.1", "batchnorm"], effects.Joined.Select(question => question.Name));
        Assert.All(effects.Results, result => Assert.Null(result.Alone));
    }

    [Fact]
    public void Another_first_seed_is_another_look_at_the_question()
    {
        var first = small.Run(Three, 8);
        var second = small.Run(Two with { FirstSeed = 100 }, 8);
        Assert.Equal([first.Id], second.Before.Select(study => study.Study));
        var note = Assert.Single(second.Notes, note => note.IsWarning && note.Text.Contains("with other seeds", StringComparison.Ordinal)).Text;
        Assert.Contains($"(study {first.Id} from seed 1 on): this is look 2 at batchnorm", note, StringComparison.Ordinal);
        Assert.Contains("up to 10%", note, StringComparison.Ordinal);

        var third = small.Run(Two with { FirstSeed = 200 }, 8);
        Assert.Contains(third.Notes, line => line.IsWarning && line.Text.Contains("this is look 3 at batchnorm", StringComparison.Ordinal) && line.Text.Contains("up to 15%", StringComparison.Ordinal));

        // What is asked for the first time is none, and the first one's report does not change.
        Assert.Empty(small.Run(SmallStudy.Plan("baseline", "l2") with { FirstSeed = 300 }, 8).Before);
        using var store = small.Open();
        Assert.Equal(first.Notes, Study.Record(first.Id, store, new ChapterSubject()).Notes);
    }

    [Fact]
    public void A_question_whose_trainings_failed_was_asked_too()
    {
        small.Run(SmallStudy.Plan("baseline", "lr=1e30", "batchnorm"), 8);
        var record = small.Run(Two, 8);
        Assert.All(Assert.Single(record.Joined).Differences, Assert.Null);
        Assert.Equal(2, record.Results[0].Alone!.Among);
        Assert.Equal(record.Results[0].Alone!.Verdict, record.Results[0].Verdict);
        Assert.DoesNotContain("among the 2", record.Answer[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_look_stored_without_its_differences_is_read_from_its_runs()
    {
        var together = small.Run(Three, 8);
        using var store = small.Open();
        var sight = StudyJson.ReadSight(store.Looks(together.Id)[0].Result, "") with { Differences = [] };
        Forgery.RunSealed(store, "UPDATE looks SET result = $result", ("$result", StudyJson.Write(sight)));
        Assert.Equal(together.Results[0].Mean!.Value, Assert.Single(small.Run(Two, 8).Joined).Differences.Average()!.Value, 10);

        // And one that cannot be read shares nothing.
        Forgery.RunSealed(store, "UPDATE looks SET result = '{}'");
        Assert.Empty(EarlierSight.In(store, SmallStudy.Dataset.Hash));
    }

    [Fact]
    public void The_sequential_rule_decides_in_the_larger_family()
    {
        var plan = SmallStudy.Plan("baseline", "lr=0.00001") with { Rule = StoppingRule.OpenEnded };
        var settings = new StudySettings { Block = 1, MaxSeeds = 30 };
        var alone = small.Run(plan, 4, settings: settings);
        using var other = new SmallStudy();
        other.Run(SmallStudy.Plan("baseline", "dropout", "batchnorm", "l2", "lr=0.00001"), 12);
        var record = other.Run(plan, 4, settings: settings);

        Assert.Equal(alone.Results[0].Verdict, record.Results[0].Verdict);
        Assert.Equal(4, record.Results[0].Alone!.Among);
        Assert.True(record.Results[0].AdjustedPValue > record.Results[0].Alone!.PValue);
        Assert.True(record.Seeds >= alone.Seeds, $"{record.Seeds} {alone.Seeds}");
    }

    private static ContrastResult Without(ContrastResult result) => result with { Alone = null };
}
