using Temper.Lab.Storage;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What commands say of regularizers, of what is newest and of what is not there.</summary>
public sealed class RunNotesCommandTests : IDisposable
{
    private readonly CliRunner temper = new();

    public RunNotesCommandTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Regularizers_and_notes_are_in_the_output_the_report_and_what_is_shown()
    {
        var trained = (await TrainAsync("one", "--with", "mixup+ema=.9")).Out;
        await TrainAsync("two", "--with", "mixup+ema=.99");
        Assert.Contains("note: Training accuracy is of mixed rows (mixup=0.2)", trained, StringComparison.Ordinal);
        Assert.Contains("note: Validation and test are of the averaged weights (ema=0.9)", trained, StringComparison.Ordinal);
        var page = await File.ReadAllTextAsync(temper.Folder.Sub("one", "report.html"), TestContext.Current.CancellationToken);
        Assert.Contains("Regularizers", page, StringComparison.Ordinal);
        Assert.Contains("mixup=0.2, ema=0.9<", page, StringComparison.Ordinal);
        Assert.Contains("Validation and test are of the averaged weights", page, StringComparison.Ordinal);

        var ids = await IdsAsync();
        var shown = (await temper.RunAsync("runs", "show", ids[1])).Returned(0).Out;
        Assert.Contains("Regularizers mixup=0.2, ema=0.9\n", shown.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("Run note     Training accuracy is of mixed rows", shown, StringComparison.Ordinal);
        var diff = (await temper.RunAsync("runs", "diff", ids[1], ids[0])).Returned(0).Lines();
        Assert.Matches(@"^spec\.regularizers\.ema\.decay +0\.9 +0\.99$", Assert.Single(diff, line => line.StartsWith("spec.", StringComparison.Ordinal)));
        Assert.Equal("The runs differ in spec.regularizers.ema.decay.", (await temper.RunAsync("runs", "compare", ids[1], ids[0])).Returned(0).Lines()[0]);
    }

    [Fact]
    public async Task Early_stopping_without_a_validation_split_is_refused_with_a_way_out()
    {
        (await temper.RunAsync("train", "--data", "small", "--valid", "0", "--with", "early-stopping")).Returned(2)
            .IsOneError("early stopping needs a validation fraction above 0, received 0", "--valid .2", "leave early-stopping out");
        Assert.Contains("minDelta is in percentage points of accuracy", (await temper.RunAsync("regularizers", "early-stopping")).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_latest_report_is_that_of_the_newest_run_or_study()
    {
        await TrainAsync("mine");
        Assert.StartsWith("mine (own): ", (await temper.RunAsync("report", "latest", "--out", "newest-run")).Returned(0).Out, StringComparison.Ordinal);

        (await temper.RunAsync("compare", "baseline", "l1", "--epochs", "1", "--data", "small", "--seeds", "6", "-q")).Returned(0);
        Assert.StartsWith("l1=", (await temper.RunAsync("report", "latest", "--out", "newest-study")).Returned(0).Out, StringComparison.Ordinal);

        await TrainAsync("later", "--seed", "2");
        Assert.StartsWith("later (own): ", (await temper.RunAsync("report", "latest", "--out", "later-run")).Returned(0).Out, StringComparison.Ordinal);

        // The older of two studies is the newest again when it has looked again.
        (await temper.RunAsync("compare", "baseline", "l2", "--data", "small", "--epochs", "1", "--seeds", "6")).Returned(0);
        Assert.StartsWith("l2=", (await temper.RunAsync("report", "latest", "--out", "second-study")).Returned(0).Out, StringComparison.Ordinal);
        (await temper.RunAsync("compare", "baseline", "l1", "--data", "small", "--epochs", "1", "--seeds", "7")).Returned(0);
        Assert.StartsWith("l1=", (await temper.RunAsync("report", "latest", "--out", "first-again")).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_runs_are_not_called_studies_that_do_not_exist()
    {
        await TrainAsync("one");
        await TrainAsync("two", "--seed", "2");
        var ids = await IdsAsync();
        (await temper.RunAsync("report", ids[0], ids[1])).Returned(2).IsOneError($"{ids[0]} is a run", $"temper runs compare {ids[0]} {ids[1]} --store");
        (await temper.RunAsync("report", ids[0], ids[0], "--out", "once")).Returned(0);
    }

    [Fact]
    public async Task A_list_without_runs_says_why()
    {
        await TrainAsync("one");
        Assert.Equal(["No run has the tag nope."], (await temper.RunAsync("runs", "list", "--tag", "nope")).Returned(0).Lines());
        Assert.Equal(["No run has all of the tags nope, more."], (await temper.RunAsync("runs", "list", "--tag", "nope", "--tag", "more")).Returned(0).Lines());
        Assert.Equal(0, (await temper.RunAsync("runs", "list", "--tag", "nope", "--json")).Returned(0).Json().GetArrayLength());
    }

    [Theory]
    [InlineData("train", "runs/<name>-<id>")]
    [InlineData("chapter", "runs/chapter-<id>")]
    [InlineData("compare", "runs/compare-<id>")]
    [InlineData("factorial", "runs/factorial-<id>")]
    [InlineData("claims", "runs/claims-<id>")]
    [InlineData("report", "runs/report-<id>")]
    public async Task Help_names_the_folder_of_the_results(string command, string folder)
    {
        var help = string.Join(' ', (await temper.RunAsync(command, "--help")).Returned(0).Lines().Select(line => line.Trim()));
        Assert.Contains($"Default: {folder}", help, StringComparison.Ordinal);
        Assert.DoesNotContain("runs/<id>", help, StringComparison.Ordinal);
        Assert.Equal(command == "report", help.Contains("replay needs the data too (--data)", StringComparison.Ordinal));
    }

    /// <summary>All scores of the test set are sealed, not only the one that decides.</summary>
    [Fact]
    public async Task No_test_score_of_a_sealed_run_is_shown()
    {
        using (var store = RunStore.Open(temper.Folder.Sub("runs", "temper.db"), TimeProvider.System))
        {
            store.Finish(StoreWork.Record(1));
            store.Finish(StoreWork.Record(2));
            store.SaveStudy(new StoredStudy
            {
                Id = "0123456789", Kind = "compare", Title = "sealed", Plan = "{}", Command = "temper compare", DatasetHash = "d0", Created = DateTimeOffset.UnixEpoch,
                Members = [new("verdict", "baseline", 1, StoreWork.Id(1)), new("verdict", "dropout", 1, StoreWork.Id(2))],
            });
        }

        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await temper.RunAsync("runs", "show", StoreWork.Id(1), "--json")).Returned(0).Json().GetProperty("testScores").ValueKind);
        var diff = (await temper.RunAsync("runs", "diff", StoreWork.Id(1), StoreWork.Id(2))).Returned(0).Lines();
        Assert.Matches("sealed +sealed$", Assert.Single(diff, line => line.StartsWith("testScores.accuracy", StringComparison.Ordinal)));
    }

    private async Task<CliResult> TrainAsync(string name, params string[] more) =>
        (await temper.RunAsync(["train", "--data", "small", "--hidden", "8", "--epochs", "1", "--name", name, "--out", name, "--store", "runs/temper.db", .. more])).Returned(0);

    private async Task<List<string>> IdsAsync() =>
        [.. (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray().Select(run => run.GetProperty("id").GetString()!)];
}
