using System.Text.Json;
using Temper.Lab.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What train and chapter have trained is in the store: it can be listed, shown, compared, reported and trained again.</summary>
public sealed class StoredTrainingTests : IDisposable
{
    private static readonly string[] Train = ["train", "--data", "small", "--hidden", "8", "--epochs", "2", "-q"];

    private readonly CliRunner temper = new();

    public StoredTrainingTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task A_training_is_listed_shown_compared_and_trained_again()
    {
        var mine = await TrainedAsync("mine");
        var other = await TrainedAsync("other", "--seed", "2");

        var listed = (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray().ToList();
        Assert.Equal([(other, "other"), (mine, "mine")], listed.Select(run => (run.GetProperty("id").GetString(), run.GetProperty("experiment").GetString())));
        Assert.All(listed, run => Assert.False(run.GetProperty("isSealed").GetBoolean()));
        Assert.Contains("60 wrong)", (await temper.RunAsync("runs", "show", mine)).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("spec.seed", (await temper.RunAsync("runs", "diff", mine, other)).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("the same to the bit", (await temper.RunAsync("replay", mine)).Returned(0).Out, StringComparison.Ordinal);
        Assert.Contains("Removed 0 runs", (await temper.RunAsync("runs", "gc")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Equal(2, (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().GetArrayLength());
        (await temper.RunAsync("runs", "verify")).Returned(0);
    }

    [Fact]
    public async Task The_same_training_again_says_that_it_was_there()
    {
        await TrainedAsync("mine");
        var again = (await temper.RunAsync([.. Train[..^1], "--name", "twin"])).Returned(0);
        Assert.Contains("was in the store already, as \"mine\": the same settings, seed and data, and the same weights.", again.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(Directory.GetFiles(temper.Folder.Sub("runs"), "model.safetensors", SearchOption.AllDirectories).Single(file => file.Contains("twin-", StringComparison.Ordinal))));
        Assert.Single((await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray());
    }

    [Fact]
    public async Task Another_result_under_the_same_id_is_told_and_the_training_is_kept_in_its_folder()
    {
        var id = await TrainedAsync("mine");
        Storage.Forgery.RunSealed(temper.Folder.Sub("runs", "temper.db"), $"UPDATE runs SET weights_hash = 'x' WHERE id = '{id}'");
        Directory.Delete(temper.Folder.Sub("runs", $"mine-{id}"), recursive: true);
        var again = (await temper.RunAsync([.. Train[..^1], "--name", "mine"])).Returned(0);
        Assert.Contains("not stored: ", again.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(temper.Folder.Sub("runs", $"mine-{id}", "record.json")));
    }

    [Fact]
    public async Task A_training_that_diverges_is_stored_as_failed_and_diverges_again()
    {
        (await temper.RunAsync([.. Train, "--lr", "1e30", "--optimizer", "SGD", "--out", "runs/broken"])).Returned(1);
        var run = Assert.Single((await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray());
        Assert.Equal("failed", run.GetProperty("state").GetString(), ignoreCase: true);
        Assert.Contains("again", (await temper.RunAsync("replay", "latest")).Returned(0).Out, StringComparison.Ordinal);
        (await temper.RunAsync("report", run.GetProperty("id").GetString()!)).Returned(4).IsOneError("diverged at step");
    }

    [Fact]
    public async Task A_report_of_a_run_is_made_from_the_store_and_never_over_the_run_itself()
    {
        var id = await TrainedAsync("mine");
        Directory.Delete(temper.Folder.Sub("runs", $"mine-{id}"), recursive: true);
        (await temper.RunAsync("report", id)).Returned(0);
        var page = await File.ReadAllTextAsync(temper.Folder.Sub("runs", $"report-{id}", "report.html"), TestContext.Current.CancellationToken);
        Assert.Equal(2, page.Split("<figure").Length - 1);
        Assert.Contains($"temper replay {id}", page, StringComparison.Ordinal);
        Assert.Equal(["confusion.svg", "curves.svg", "record.json", "report.html"], Directory.GetFiles(temper.Folder.Sub("runs", $"report-{id}")).Select(Path.GetFileName).Order());
        Assert.Equal(id, (await temper.RunAsync("report", id, "--json")).Returned(0).Json().GetProperty("id").GetString());

        (await temper.RunAsync([.. Train, "--name", "mine"])).Returned(0);
        (await temper.RunAsync("report", id, "--out", $"runs/mine-{id}")).Returned(3).IsOneError("holds the run itself");
        (await temper.RunAsync("report", id, "--csv")).Returned(2).IsOneError("runs export");
    }

    [Fact]
    public async Task The_run_of_a_study_that_is_sealed_has_no_report()
    {
        var id = await TrainedAsync("mine");
        using (var store = RunStore.Open(temper.Folder.Sub("runs", "temper.db"), TimeProvider.System))
        {
            store.SaveStudy(new StoredStudy { Id = "0a", Kind = "compare", Title = "t", Plan = "{}", Command = "", DatasetHash = "d", Created = default, Members = [new("verdict", "a", 1, id)] });
        }

        (await temper.RunAsync("report", id)).Returned(3).IsOneError("sealed");
    }

    [Fact]
    public async Task A_chapters_runs_are_listed_and_trained_again()
    {
        string[] call = ["chapter", "--data", "small", "--epochs", "1", "--experiment", "baseline", "--json", "-q"];
        foreach (var seeds in new[] { "1", "3" })
        {
            var runs = (await temper.RunAsync([.. call, "--seeds", seeds])).Returned(0).Json().GetProperty("experiments").EnumerateArray().ToList();
            var listed = (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().EnumerateArray().ToDictionary(run => run.GetProperty("id").GetString()!);
            Assert.Equal(runs.Count, listed.Count);
            Assert.All(runs, run => Assert.Equal(run.GetProperty("weightsHash").GetString(), listed[run.GetProperty("id").GetString()!].GetProperty("weightsHash").GetString()));
            Assert.Contains("the same to the bit", (await temper.RunAsync("replay", runs[^1].GetProperty("id").GetString()!)).Returned(0).Out, StringComparison.Ordinal);
        }
    }

    private async Task<string> TrainedAsync(string name, params string[] more) =>
        (await temper.RunAsync([.. Train, "--json", "--name", name, .. more])).Returned(0).Json().GetProperty("id").GetString()!;
}
