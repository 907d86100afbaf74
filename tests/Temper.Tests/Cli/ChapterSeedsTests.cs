using System.Diagnostics;
using System.Text.Json;
using Temper.Lab.Storage;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>chapter --seeds goes on where it was interrupted or killed, and ends as if nothing had happened.</summary>
public sealed class ChapterSeedsTests : IDisposable
{
    private static readonly string[] Call = ["chapter", "--data", "small", "--epochs", "1", "--protocol", "sound", "--experiment", "altogether", "--seeds", "12", "--threads", "1"];

    private readonly CliRunner temper = new();

    public ChapterSeedsTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task An_interrupted_chapter_trains_what_is_missing()
    {
        (await temper.RunAsync([.. Call, "--out", "whole", "--store", "whole.db", "-q"])).Returned(0);

        var stopped = (await temper.InterruptAsync("5/12", [.. Call, "--out", "parts", "--store", "parts.db"])).Returned(130);
        Assert.Contains("parts.db; the same command resumes", stopped.Error, StringComparison.Ordinal);
        var before = Listed("parts.db");
        Assert.InRange(before.Count, 5, 11);

        var resumed = (await temper.RunAsync([.. Call, "--out", "parts", "--store", "parts.db"])).Returned(0);

        // All but the first seed's, of which the pictures want more.
        Assert.Equal(before.Count - 1, resumed.Lines().Count(line => line.EndsWith(", from the store", StringComparison.Ordinal)));
        Same("whole", "parts");
        Assert.Equal(Listed("whole.db"), Listed("parts.db"));
        using var store = RunStore.OpenExisting(temper.Folder.Sub("parts.db"), TimeProvider.System);
        Assert.Equal(1, store.SingleLooks(store.List()[0].DatasetHash));
        Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_killed_chapter_loses_no_finished_training()
    {
        (await temper.RunAsync([.. Call, "--out", "whole", "--store", "whole.db", "-q"])).Returned(0);
        var known = 0;
        for (var kill = 0; kill < 2; kill++)
        {
            using var process = TemperProcess.Start(temper.Folder.Path, [.. Call, "--out", "parts", "--store", "parts.db", "-q"]);
            WaitForMore(process, known);
            process.Kill();
            process.WaitForExit();
            Assert.True(Listed("parts.db").Count > known);
            known = Listed("parts.db").Count;
        }

        var resumed = (await temper.RunAsync([.. Call, "--out", "parts", "--store", "parts.db"])).Returned(0);
        Assert.Equal(known - 1, resumed.Lines().Count(line => line.EndsWith(", from the store", StringComparison.Ordinal)));
        Same("whole", "parts");
        Assert.Equal(Listed("whole.db"), Listed("parts.db"));
        (await temper.RunAsync("runs", "gc", "--store", "parts.db")).Returned(0);
        Assert.False(Directory.Exists(temper.Folder.Sub("parts.db-workers")));
        Assert.Equal(12, Listed("parts.db").Count);
    }

    [Fact]
    public async Task What_a_study_has_trained_is_taken_from_it_under_the_chapters_names()
    {
        string[] shared = ["--data", "small", "--epochs", "1", "--seeds", "6", "-q"];
        (await temper.RunAsync(["compare", "dropout", "baseline", .. shared])).Returned(0);
        var chapter = (await temper.RunAsync(["chapter", "--protocol", "sound", "--experiment", "baseline", .. shared[..^1]])).Returned(0);
        Assert.Equal(5, chapter.Lines().Count(line => line.EndsWith(", from the store", StringComparison.Ordinal)));
        var record = JsonDocument.Parse(await File.ReadAllBytesAsync(Directory.GetFiles(temper.Folder.Sub("runs"), "record.json", SearchOption.AllDirectories)
            .Single(file => Path.GetFileName(Path.GetDirectoryName(file))!.StartsWith("chapter-", StringComparison.Ordinal)), TestContext.Current.CancellationToken)).RootElement;
        Assert.All(record.GetProperty("experiments").EnumerateArray(), run => Assert.Equal(("baseline", "sound"), (run.GetProperty("experiment").GetString(), run.GetProperty("protocol").GetString())));
        Assert.Equal(6, record.GetProperty("summary")[0].GetProperty("seeds").GetInt32());
    }

    [Fact]
    public async Task Without_a_store_it_says_so_and_begins_again()
    {
        string[] call = [.. Call, "--out", "there/parts"];
        var stopped = (await temper.InterruptAsync("3/12", call)).Returned(130);
        Assert.Contains("neither stored nor counted as a look at the test set: there is no store here", stopped.Out, StringComparison.Ordinal);
        Assert.Contains("the same command begins again, because there is no store", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("from the store", (await temper.RunAsync(call)).Returned(0).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_none_is_one_line_and_no_failure()
    {
        temper.Folder.Write("runs/temper.db", "not a store at all, but a text that somebody left here"u8.ToArray());
        var result = (await temper.RunAsync([.. Call, "--out", "runs/mine"])).Returned(0);
        Assert.Contains("an SQLite file", Assert.Single(result.Lines(), line => line.Contains("as a look at the test set", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("", result.Error);
    }

    private void Same(string one, string other)
    {
        Assert.Equal(Hashes(one), Hashes(other));
        foreach (var file in new[] { "sound-altogether/curves.svg", "sound-altogether/grid.svg", "sound-altogether/confusion.svg", "sound-altogether/history.csv", "experiments.svg" })
        {
            Assert.Equal(File.ReadAllText(temper.Folder.Sub([one, .. file.Split('/')])), File.ReadAllText(temper.Folder.Sub([other, .. file.Split('/')])));
        }

        Assert.Equal(12, Directory.GetFiles(temper.Folder.Sub(other, "seeds"), "*.json").Length);
    }

    private List<string?> Hashes(string folder) =>
    [
        .. JsonDocument.Parse(File.ReadAllBytes(temper.Folder.Sub(folder, "record.json"))).RootElement.GetProperty("experiments").EnumerateArray()
            .Select(run => run.GetProperty("weightsHash").GetString()),
    ];

    private Dictionary<string, string?> Listed(string path)
    {
        using var store = RunStore.OpenExisting(temper.Folder.Sub(path.Split('/')), TimeProvider.System);
        return store.List().OrderBy(run => run.Id, StringComparer.Ordinal).ToDictionary(run => run.Id, run => run.WeightsHash);
    }

    /// <summary>Waits until the process has stored a run more than there were.</summary>
    private void WaitForMore(Process process, int known)
    {
        while (true)
        {
            Assert.False(process.WaitForExit(TimeSpan.FromMilliseconds(20)), "it ended before it could be killed");
            if (File.Exists(temper.Folder.Sub("parts.db")) && Directory.Exists(temper.Folder.Sub("parts.db-workers")) && Stored() > known)
            {
                return;
            }
        }

        int Stored()
        {
            try
            {
                return Listed("parts.db").Count;
            }
            catch (StoreException)
            {
                // It is being made.
                return 0;
            }
        }
    }
}
