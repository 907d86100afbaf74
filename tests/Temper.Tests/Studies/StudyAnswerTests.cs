using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>The sentences of an answer.</summary>
public sealed class StudyAnswerTests
{
    private static readonly StudyPlan Plan = new()
    {
        Kind = StudyKind.Compare, Protocol = Protocol.Sound, Arms = [], Contrasts = [], Dataset = "", DatasetHash = "", DatasetSource = "", FirstSeed = 1,
    };

    private static readonly ContrastResult Better = new()
    {
        Name = "batchnorm", Against = "baseline", Kind = ContrastKind.Pair, Pairs = 30, Missing = 0, Wins = 29, Losses = 1, Mean = 1.452, Median = 1.5, InterquartileMean = 1.48,
        StandardDeviation = 0.77, Skewness = 0.2, Low = 1.14, High = 1.76, FamilyLow = 1.041, FamilyHigh = 1.804, HasBar = true, PValue = 0.0001, AdjustedPValue = 0.0002,
        AdjustedEquivalencePValue = 1, SmallestEffect = 0.5, SeedsToShow = 6, SeedsToDismiss = 158, Verdict = VerdictWord.Helps,
    };

    [Theory]
    [InlineData("Is batchnorm better than baseline on small?", "batchnorm")]
    [InlineData("Which of batchnorm, l2=0.1, ema=0.999 and mixup=0.2 is better than baseline on small?", "batchnorm", "l2=.1", "ema", "mixup")]
    [InlineData("Which of 5 arms is better than baseline on small?", "batchnorm", "l2=.1", "ema", "mixup", "swa")]
    public void A_question_names_a_few_arms_and_counts_many(string expected, params string[] arms) =>
        Assert.Equal(expected, StudyText.Question(SmallStudy.Plan(["baseline", .. arms]) with { Dataset = "small" }));

    [Fact]
    public void A_verdict_is_said_with_wins_size_and_bar()
    {
        Assert.Equal("better in 29 of 30 seeds, by 1.45 points [1.04, 1.80]", Phrase(Better));
        Assert.Equal(
            "worse in 27 of 30 seeds, by 1.00 points [0.72, 1.31]",
            Phrase(Better with { Verdict = VerdictWord.Hurts, Mean = -1, FamilyLow = -1.31, FamilyHigh = -0.72, Losses = 27 }));
        Assert.Equal(
            "no difference that matters, +0.03 [-0.10, +0.15] lies within ±0.2",
            Phrase(Better with { Verdict = VerdictWord.Negligible, Mean = 0.03, FamilyLow = -0.1, FamilyHigh = 0.15 }));
    }

    [Fact]
    public void What_changed_nothing_has_no_verdict_wherever_it_is_told()
    {
        var idle = Better with { Unchanged = "changed nothing: in all 30 seeds its weights are those of baseline" };
        Assert.Equal("changed nothing", StudyText.Verdict(idle));
        Assert.Equal("changed nothing", StudySeries.Word(idle));
        Assert.Equal("helps", StudySeries.Word(Better));
    }

    [Fact]
    public void Interactions_have_words_of_their_own()
    {
        var sum = Better with { Kind = ContrastKind.Interaction, Name = "a x b", Against = null };
        Assert.Equal("together 1.45 points [1.04, 1.80] more than the sum of what each does", Phrase(sum with { Verdict = VerdictWord.MoreThanTheSum }));
        Assert.Equal(
            "together 1.45 points [1.04, 1.80] less than the sum of what each does",
            Phrase(sum with { Verdict = VerdictWord.LessThanTheSum, Mean = -1.452, FamilyLow = -1.804, FamilyHigh = -1.041 }));
    }

    [Fact]
    public void Undecided_says_how_many_seeds_are_missing()
    {
        var open = Better with { Verdict = VerdictWord.Undecided, FamilyLow = -0.3, SeedsToShow = 34 };
        Assert.Equal("undecided, +1.45 [-0.30, +1.80]; about 34 seeds would show it if it is as large as it looks, about 160 would be needed to call it negligible", Phrase(open));
        Assert.Equal(
            "no difference seen, +0.05 [-0.30, +0.40]; about 160 seeds would be needed to call it negligible",
            Phrase(open with { Mean = 0.05, FamilyHigh = 0.4, SeedsToShow = 1900 }));
        Assert.Equal("undecided, +1.45 [-∞, +1.80]; about 34 seeds would show it if it is as large as it looks", Phrase(open with { FamilyLow = null, SeedsToDismiss = null }));
    }

    [Fact]
    public void A_switched_quirk_is_said_in_words()
    {
        var results = new[] { Better with { Name = "baseline+Q19=off" }, Better with { Name = "batchnorm+Q2=on", Mean = 1 }, Better with { Mean = 0.5 } };
        var answer = StudyAnswer.Of(Plan, results, new Temper.Lab.Chapter.ChapterSubject());
        Assert.StartsWith("baseline+Q19=off against baseline (learning rate 0.001, Adam's usual default): better", answer[0], StringComparison.Ordinal);
        Assert.StartsWith("batchnorm+Q2=on against baseline (the batchnorm experiment validates in training mode): better", answer[1], StringComparison.Ordinal);
        Assert.StartsWith("batchnorm against baseline: better", answer[2], StringComparison.Ordinal);
    }

    [Fact]
    public void What_most_seeds_say_is_said_where_a_few_move_the_mean()
    {
        var open = Better with { Verdict = VerdictWord.Undecided, FamilyLow = -1.5, FamilyHigh = 0.6, Mean = -0.44, Median = -0.87, Wins = 4, Losses = 26, Skewness = 4, SeedsToShow = 560, SeedsToDismiss = null };
        Assert.Equal("undecided, -0.44 [-1.50, +0.60]; a few odd seeds move this mean: worse in 26 of 30 seeds, median -0.87; about 560 seeds would show it if it is as large as it looks", Phrase(open));
        Assert.Equal("undecided, -0.44 [-1.50, +0.60]; a few odd seeds move this mean: median -0.87; about 560 seeds would show it if it is as large as it looks", Phrase(open with { Kind = ContrastKind.Interaction }));
        Assert.DoesNotContain("odd", Phrase(open with { Skewness = 1.9 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_answer_that_differs_is_said_with_it()
    {
        Assert.EndsWith(
            " when it trains, but 3 of 33 seeds did not train; with those counted as guessing it is undecided (-5.60)",
            Phrase(Better with { Missing = 3, FailuresAsChance = new SecondAnswer(-5.6, -30, 2, VerdictWord.Undecided) }), StringComparison.Ordinal);
        Assert.EndsWith("; 3 of 33 seeds did not train", Phrase(Better with { Missing = 3, FailuresAsChance = new SecondAnswer(1.2, 0.4, 2, VerdictWord.Helps) }), StringComparison.Ordinal);
        Assert.EndsWith(
            " on these test images; on new ones of this kind undecided [-0.01, +2.90]",
            Phrase(Better with { NewImages = new SecondAnswer(1.452, -0.01, 2.9, VerdictWord.Undecided) }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_command_with_the_seeds_that_are_missing_follows()
    {
        var plan = Plan with { Arms = [null!, null!] };
        var open = Better with { Verdict = VerdictWord.Undecided, SeedsToShow = 34 };
        var further = FurtherSeeds.Of(plan, [open], 30, "temper compare a b --seeds 30 --epochs 1");
        Assert.Equal((34, "temper compare a b --seeds 34 --epochs 1"), (further!.Seeds, further.Command));
        Assert.Contains("8 more trainings", further.Words, StringComparison.Ordinal);

        // As many as the sentence says: a small difference is to be called negligible.
        var small = open with { Mean = 0.1, SeedsToShow = 109, SeedsToDismiss = 135 };
        Assert.Contains("about 140 seeds would be needed to call it negligible", Phrase(small), StringComparison.Ordinal);
        Assert.Equal(135, FurtherSeeds.Of(plan, [small], 30, "temper compare a b --seeds 30")!.Seeds);
        Assert.Null(FurtherSeeds.Of(plan, [open with { Unchanged = "changed nothing" }], 30, "temper compare a b --seeds 30"));
        Assert.Null(FurtherSeeds.Of(plan, [Better], 30, "temper compare a b --seeds 30"));
        Assert.Null(FurtherSeeds.Of(plan with { Rule = StoppingRule.OpenEnded }, [open], 30, "temper compare a b --seeds 30"));
    }

    private static string Phrase(ContrastResult result) => StudyAnswer.Phrase(Plan, result);
}
