using Microsoft.Data.Sqlite;
using Temper.Lab.Storage;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>train, chapter and evaluate count as looks at the test set, wherever a store is; and never fail because of it.</summary>
public sealed class LookCountTests : IDisposable
{
    private const string NotCounted = "neither stored nor counted as a look at the test set: ";

    private static readonly string[] Train = ["train", "--data", "small", "--hidden", "8", "--epochs", "1"];

    private readonly CliRunner temper = new();

    public LookCountTests() => SmallImages.WriteTo(temper.Folder);

    private string Usual => temper.Folder.Sub("runs", "temper.db");

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Train_chapter_and_evaluate_are_counted_and_told_of_in_a_studys_report()
    {
        var trained = (await temper.RunAsync([.. Train, "--out", "runs/mine"])).Returned(0);
        Assert.DoesNotContain(NotCounted, trained.Out, StringComparison.Ordinal);
        (await temper.RunAsync([.. Train, "--out", "runs/again"])).Returned(0);
        Assert.Equal(["train"], Counted(Usual));
        (await temper.RunAsync("evaluate", "runs/mine", "--data", "small", "-q")).Returned(0);
        (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--experiment", "baseline", "-q")).Returned(0);
        (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--experiment", "baseline", "--seeds", "2", "-q")).Returned(0);
        Assert.Equal(["train", "evaluate", "chapter", "chapter"], Counted(Usual));

        string[] study = ["compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6"];
        var told = (await temper.RunAsync([.. study, "--markdown"])).Returned(0);
        Assert.Contains("0 times by other studies in the store, and 4 times by train, chapter and evaluate.", told.Out, StringComparison.Ordinal);
        Assert.Equal(4, (await temper.RunAsync([.. study, "--json", "-q"])).Returned(0).Json().GetProperty("singleLooks").GetInt32());
    }

    [Fact]
    public async Task The_store_beside_the_run_comes_first_and_none_is_left_where_there_are_no_runs()
    {
        var elsewhere = (await temper.RunAsync([.. Train, "--out", "there/mine"])).Returned(0);
        Assert.Contains($"{NotCounted}there is no store here; --store FILE makes one", elsewhere.Out, StringComparison.Ordinal);
        Assert.Equal(["small", "there"], Directory.GetDirectories(temper.Folder.Path).Select(Path.GetFileName).Order());

        (await temper.RunAsync([.. Train, "--seed", "2", "--out", "there/other", "--store", "my store.db"])).Returned(0);
        Assert.Equal(["train"], Counted(temper.Folder.Sub("my store.db")));

        RunStore.Open(temper.Folder.Sub("there", "temper.db"), TimeProvider.System).Dispose();
        Directory.CreateDirectory(temper.Folder.Sub("runs"));
        (await temper.RunAsync("evaluate", "there/mine", "--data", "small", "-q")).Returned(0);
        Assert.Equal(["evaluate"], Counted(temper.Folder.Sub("there", "temper.db")));
        Assert.Empty(Directory.GetFileSystemEntries(temper.Folder.Sub("runs")));
    }

    [Fact]
    public async Task A_store_that_cannot_be_used_is_one_line_and_no_failure()
    {
        temper.Folder.Write("runs/temper.db", "not a store at all, but a text that somebody left here"u8.ToArray());
        await IsOneLine("an SQLite file");
        File.Delete(Usual);
        Directory.CreateDirectory(Usual);
        await IsOneLine("received a folder");
        Directory.Delete(Usual);

        RunStore.Open(Usual, TimeProvider.System).Dispose();
        using (var other = new SqliteConnection($"Data Source={Usual};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            await IsOneLine("keeps the store locked");
        }

        Assert.Empty(Counted(Usual));
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_to_is_one_line_and_no_failure()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "Nothing is read-only to this user.");
        Directory.CreateDirectory(temper.Folder.Sub("runs"));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(temper.Folder.Sub("runs"), UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        await IsOneLine("must be writable");
    }

    [Fact]
    public async Task A_training_that_diverges_has_not_looked()
    {
        (await temper.RunAsync([.. Train, "--lr", "1e30", "--optimizer", "SGD", "--out", "runs/broken", "-q"])).Returned(1);
        Assert.Empty(Counted(Usual));
    }

    private async Task IsOneLine(string why)
    {
        var result = (await temper.RunAsync([.. Train, "--out", "elsewhere/mine"])).Returned(0);
        Assert.Contains(why, Assert.Single(result.Lines(), line => line.StartsWith(NotCounted, StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal("", result.Error);
        Assert.True(File.Exists(temper.Folder.Sub("elsewhere", "mine", "record.json")));
        Directory.Delete(temper.Folder.Sub("elsewhere"), recursive: true);
    }

    private static List<string> Counted(string path)
    {
        using var store = RunStore.OpenExisting(path, TimeProvider.System);
        return store.Connection.Read(() => store.Connection.Texts("SELECT command FROM single_looks ORDER BY position"));
    }
}
