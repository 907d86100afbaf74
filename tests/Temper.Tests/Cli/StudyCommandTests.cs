using System.Text.Json;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class StudyCommandTests : IDisposable
{
    private static readonly string[] Compare = ["compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6"];

    private readonly CliRunner temper = new();

    public StudyCommandTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Compare_prints_trainings_tables_and_the_answer_and_leaves_a_report()
    {
        var result = (await temper.RunAsync(Compare)).Returned(0);

        Assert.Contains("Is batchnorm better than baseline on small?", result.Out, StringComparison.Ordinal);
        Assert.Contains("12/12  ", result.Out, StringComparison.Ordinal);
        Assert.Contains("\nbatchnorm: ", result.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("This holds for small, 1 epoch, learning rate 0.01 (not tuned), sound protocol, 6 seeds, against baseline.", result.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("smallest effect", result.Out, StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        var folder = Path.GetFileName(Assert.Single(Directory.GetDirectories(temper.Folder.Sub("runs"), "compare-*")));
        foreach (var file in new[] { "report.html", "report.md", "record.json", "arms.svg", "curves.svg", "classes.svg" })
        {
            Assert.Contains($"runs/{folder}/{file}", temper.Folder.Files());
        }

        // Nothing about the test set is told before the study is done.
        var before = result.Out[..result.Out.IndexOf("\nbatchnorm: ", StringComparison.Ordinal)];
        Assert.DoesNotContain("test ", before, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task The_same_command_again_trains_nothing_and_report_and_json_agree()
    {
        var first = (await temper.RunAsync([.. Compare, "--json"])).Returned(0).Json();
        var again = (await temper.RunAsync(Compare)).Returned(0);
        Assert.Contains("12 of 12 runs were stored already", again.Out, StringComparison.Ordinal);

        var id = first.GetProperty("id").GetString()!;
        var report = (await temper.RunAsync("report", id[..6], "--json", "--out", "elsewhere")).Returned(0).Json();
        Assert.Equal(first.GetRawText(), report.GetRawText());
        var markdown = (await temper.RunAsync("report", id, "--markdown", "-q", "--out", "elsewhere")).Returned(0);
        Assert.StartsWith("# Is batchnorm better than baseline", markdown.Out, StringComparison.Ordinal);
        Assert.Equal(12, first.GetProperty("runs").GetArrayLength());
        Assert.Equal(1, first.GetProperty("looks").GetArrayLength());
    }

    [Fact]
    public async Task Studies_that_differ_in_the_learning_rate_stand_side_by_side()
    {
        var ids = new List<string>();
        foreach (var rate in new[] { ".02", ".005" })
        {
            ids.Add((await temper.RunAsync([.. Compare, "--lr", rate, "--json"])).Returned(0).Json().GetProperty("id").GetString()!);
        }

        var result = (await temper.RunAsync(["report", .. ids, "--csv"])).Returned(0);
        var folder = Path.GetFileName(Assert.Single(Directory.GetDirectories(temper.Folder.Sub("runs"), "series-*")));
        foreach (var file in new[] { "report.html", "report.md", "series.svg" })
        {
            Assert.Contains($"runs/{folder}/{file}", temper.Folder.Files());
        }

        Assert.Equal(1 + 12 + 12, result.Out.Trim().Split('\n').Length);
        Assert.All(ids, id => Assert.Contains($"\n{id},", result.Out, StringComparison.Ordinal));
        var printed = (await temper.RunAsync(["report", .. ids])).Returned(0).Out;
        Assert.Matches(@"(?m)^batchnorm: \w.* at ", printed);
        Assert.Matches(@"(?m)^Question +0\.005 +0\.02", printed);
        Assert.Contains("--json prints one study", (await temper.RunAsync(["report", .. ids, "--json"])).Returned(2).Error, StringComparison.Ordinal);
        Assert.Contains("expected the same arms", (await temper.RunAsync(["report", ids[0],
            (await temper.RunAsync(["compare", "baseline", "l2", "--data", "small", "--epochs", "1", "--seeds", "6", "--json"])).Returned(0).Json().GetProperty("id").GetString()!])).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_trainings_asked_in_a_smaller_family_do_not_change_the_word()
    {
        string[] rest = ["--data", "small", "--epochs", "1", "--seeds", "8"];
        var alone = (await temper.RunAsync(["compare", "baseline", "batchnorm", .. rest, "--store", "other.db", "--json", "-q"])).Returned(0).Json();
        var together = (await temper.RunAsync(["compare", "baseline", "dropout=.5", "lr=.005", "batchnorm", .. rest, "--json", "-q"])).Returned(0).Json();
        var smaller = (await temper.RunAsync(["compare", "baseline", "batchnorm", .. rest])).Returned(0);
        Assert.Contains("16 of 16 runs were stored already", smaller.Out, StringComparison.Ordinal);
        Assert.Contains("undecided among the 3 questions that were asked of these trainings in this store (p 0.0", smaller.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Contains("; alone it would be helps (p 0.0469).", smaller.Out.ReplaceLineEndings(" "), StringComparison.Ordinal);

        var result = (await temper.RunAsync(["compare", "baseline", "batchnorm", .. rest, "--json", "-q"])).Returned(0).Json().GetProperty("results")[0];
        Assert.Equal(together.GetProperty("results")[2].GetProperty("adjustedPValue").GetDouble(), result.GetProperty("adjustedPValue").GetDouble());
        Assert.Equal(alone.GetProperty("results")[0].GetProperty("pValue").GetDouble(), result.GetProperty("alone").GetProperty("pValue").GetDouble());
        Assert.Equal(("Undecided", "Helps"), (result.GetProperty("verdict").GetString(), result.GetProperty("alone").GetProperty("verdict").GetString()));
    }

    [Fact]
    public async Task A_factorial_has_main_effects_interactions_and_all_arms()
    {
        var study = (await temper.RunAsync("factorial", "--factors", "dropout,batchnorm", "--data", "small", "--epochs", "1", "--seeds", "7", "--json", "-q")).Returned(0).Json();

        Assert.Equal(
            ["dropout=0.1", "batchnorm", "dropout=0.1 x batchnorm", "dropout=0.1", "batchnorm", "dropout=0.1+batchnorm"],
            study.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("name").GetString()));
        var arms = study.GetProperty("arms").EnumerateArray().Select(arm => arm.GetProperty("test").GetDouble()).ToList();
        Assert.Equal(((arms[1] + arms[3]) - (arms[0] + arms[2])) / 2, study.GetProperty("results")[0].GetProperty("mean").GetDouble(), 9);
        Assert.Equal((arms[0] + arms[3]) - (arms[1] + arms[2]), study.GetProperty("results")[2].GetProperty("mean").GetDouble(), 9);
        Assert.Contains(temper.Folder.Files(), file => file.EndsWith("/interactions.svg", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Claims_gives_each_claim_what_was_measured_and_a_verdict()
    {
        var result = (await temper.RunAsync("claims", "--data", "small", "--epochs", "1", "--seeds", "6", "-q")).Returned(0);

        foreach (var id in new[] { "C1", "C2", "C3", "C4", "C5", "C5a", "C5b", "C5c", "C6", "C7", "C8", "C9", "C10", "C11", "C12", "Q2", "Q4", "Q5", "Q6", "Q7", "Q19" })
        {
            Assert.Contains($"\n{id}  ", result.Out.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        }

        Assert.Equal(22, result.Out.Split("    measured: ").Length - 1);
        Assert.Contains("verdict:  holds for SGD", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Runs_are_listed_shown_compared_replayed_and_deleted()
    {
        var study = (await temper.RunAsync([.. Compare, "--json", "-q"])).Returned(0).Json();
        var ids = study.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()!).ToList();
        var studyId = study.GetProperty("id").GetString()!;

        Assert.Equal(12, (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().GetArrayLength());
        Assert.Contains(studyId, (await temper.RunAsync("runs", "list", "--studies")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains($"temper replay {ids[0]}", (await temper.RunAsync("runs", "show", ids[0][..8])).Returned(0).Out, StringComparison.Ordinal);
        var diff = (await temper.RunAsync("runs", "diff", ids[0], ids[1])).Returned(0);
        Assert.Contains("spec.layers", diff.Out, StringComparison.Ordinal);
        Assert.Contains("guessed differently, ", diff.Out, StringComparison.Ordinal);
        Assert.Contains("spec.seed", (await temper.RunAsync("runs", "diff", ids[0], ids[2])).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("the same to the bit", (await temper.RunAsync("replay", ids[3], "--data", "small")).Returned(0).Out, StringComparison.Ordinal);
        (await temper.RunAsync("replay", ids[3], "--data", "garments")).Returned(3).IsOneError("other data");
        (await temper.RunAsync("runs", "delete", ids[0])).Returned(4).IsOneError(studyId);
        (await temper.RunAsync("runs", "show", "ffffffffff")).Returned(4).IsOneError("no run or study ffffffffff");
        (await temper.RunAsync("runs", "delete", studyId)).Returned(0);
        Assert.Equal(0, (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().GetArrayLength());
        Assert.Contains("0 runs", (await temper.RunAsync("runs", "gc")).Returned(0).Out, StringComparison.Ordinal);

        // The study is gone, but not the fact that its test set was opened.
        var again = (await temper.RunAsync([.. Compare[..^1], "7", "--json", "-q"])).Returned(0).Json();
        Assert.Equal(2, again.GetProperty("looks").GetArrayLength());
    }

    [Fact]
    public async Task An_interrupted_study_goes_on_and_its_runs_are_sealed_until_it_is_done()
    {
        var stopped = (await temper.InterruptAsync("4/12", [.. Compare, "--threads", "1"])).Returned(130);
        Assert.Contains("the same command resumes", stopped.Error, StringComparison.Ordinal);
        var listed = (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json();
        Assert.All(listed.EnumerateArray(), run => Assert.Equal(JsonValueKind.Null, run.GetProperty("testScore").ValueKind));
        var id = listed[0].GetProperty("id").GetString()!;
        Assert.Contains("sealed", (await temper.RunAsync("runs", "show", id)).Returned(0).Out, StringComparison.Ordinal);
        var shown = (await temper.RunAsync("runs", "show", id, "--json")).Returned(0).Json();
        Assert.All(["testScore", "confusion", "testGuesses"], field => Assert.Equal(JsonValueKind.Null, shown.GetProperty(field).ValueKind));
        Assert.DoesNotContain("guessed differently", (await temper.RunAsync("runs", "diff", id, listed[1].GetProperty("id").GetString()!)).Returned(0).Out, StringComparison.Ordinal);

        var resumed = (await temper.RunAsync(Compare)).Returned(0);
        Assert.Contains("of 12 runs were stored already", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(12 - listed.GetArrayLength(), resumed.Lines().Count(line => line.Contains(": valid ", StringComparison.Ordinal)));
        Assert.DoesNotContain("sealed", (await temper.RunAsync("runs", "show", id)).Returned(0).Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--seeds 6", "compare", "baseline", "batchnorm", "--seeds", "5")]
    [InlineData(2, "--seeds 6", "compare", "baseline", "batchnorm", "l2", "--seeds", "5")]
    [InlineData(2, "at least two arms", "compare", "baseline")]
    [InlineData(2, "no part of an arm", "compare", "baseline", "bogus")]
    [InlineData(2, "same training", "compare", "baseline", "baseline")]
    [InlineData(2, "--lr: expected a number", "compare", "baseline", "l2", "--lr", "fast")]
    [InlineData(2, "goes with --until-decided", "compare", "baseline", "l2", "--max-seeds", "50")]
    [InlineData(2, "make --max-seeds larger", "compare", "baseline", "l2", "--until-decided", "--seeds", "20", "--max-seeds", "10")]
    [InlineData(2, "names its own", "compare", "baseline", "l2+lr=.1", "--lr", "auto")]
    [InlineData(2, "does not pick one", "claims", "--lr", "auto")]
    [InlineData(2, "goes with --until-decided", "compare", "baseline", "l2", "--open-ended")]
    [InlineData(2, "--plan leaves no report", "compare", "baseline", "l2", "--plan", "--markdown")]
    [InlineData(2, "at most 200 looks", "compare", "baseline", "l2", "--until-decided", "--block", "1", "--max-seeds", "500")]
    [InlineData(2, "comes first", "compare", "baseline", "dropout=.3+altogether")]
    [InlineData(2, "no protocol", "compare", "baseline", "l2", "--protocol", "literal")]
    [InlineData(2, "--region must be", "compare", "baseline", "l2", "--region", "-1")]
    [InlineData(2, "2 to 6 factors", "factorial", "--factors", "dropout")]
    [InlineData(2, "choose a smaller first seed", "compare", "baseline", "l2", "--seed", "1000000000")]
    [InlineData(4, "temper.db: ", "runs", "list")]
    [InlineData(4, "temper.db: ", "report", "abc")]
    public async Task What_cannot_be_done_is_one_line(int exitCode, string reason, params string[] args)
    {
        string[] data = args[0] is "runs" or "report" ? [] : ["--data", "small"];
        var result = (await temper.RunAsync([.. args, .. data, "-q"])).Returned(exitCode);
        result.IsOneError(reason);
    }
}
