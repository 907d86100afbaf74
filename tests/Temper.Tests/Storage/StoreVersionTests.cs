using System.Buffers.Binary;
using System.Globalization;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Cli;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>
/// Stores of every version that is read, in golden/stores: "Temper.Tests.Child.dll golden PATH" writes one of the current version. A next version
/// adds its file and leaves those before it as they are; where <see cref="RunRecord.Format"/> rises before a release, they are written anew.
/// </summary>
public sealed class StoreVersionTests : IDisposable
{
    private readonly TempFolder folder = new();

    public static TheoryData<int> Read => [.. Enumerable.Range(StoreSchema.FirstVersion, RunStore.SchemaVersion - StoreSchema.FirstVersion + 1)];

    public static TheoryData<int> Unread => [.. Enumerable.Range(1, StoreSchema.FirstVersion - 1)];

    public static TheoryData<string> Commands =>
    [
        "runs list", "runs list --studies", "runs show 0000000001", "runs diff 0000000001 0000000002",
        "runs compare 0000000001 0000000002", "runs export --csv",
        "runs tag 0000000001 best", "runs untag 0000000001 best", "runs note 0000000001 text",
        "runs delete 0000000003", "runs gc", "runs gc --dry-run",
        "runs verify", "runs verify --salvage sound.db", "report 0123456789", "replay 0000000001",
        "compare baseline l2 --data small --epochs 1 --seeds 6", "factorial --data small --epochs 1 --seeds 6",
        "claims --data small --epochs 1 --seeds 6",
    ];

    /// <summary>Commands whose work is done without a store, too: one line says that nothing was stored or counted.</summary>
    private static readonly string[] DoWithoutStore = ["chapter", "evaluate", "train"];

    public void Dispose() => folder.Dispose();

    [Fact]
    public void There_is_a_file_of_each_version_that_is_read() => Assert.Equal(
        Read.Select(version => $"temper-{version.Data}.db"),
        Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "golden", "stores"), "*.db")
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Read))]
    public void A_store_of_a_version_that_is_read_has_lost_nothing(int version)
    {
        var path = folder.Write("temper.db", Golden(version));
        Assert.Equal(version, Version(File.ReadAllBytes(path)));
        foreach (var use in new[] { StoreUse.Read, StoreUse.Write })
        {
            using var store = RunStore.OpenExisting(path, TimeProvider.System, use);
            Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
            Assert.Equal([4, 3, 2, 1], store.List().Select(run => Convert.ToInt32(run.Id, 16)));
            Assert.Equal([1, 2, 4], store.List().Where(run => run.State == RunState.Done).Select(run => Convert.ToInt32(run.Id, 16)).Order());
            Assert.All(store.List(), run => Assert.Equal("accuracy (%)", run.Score));
            foreach (var record in new[] { StoreWork.Record(1), StoreWork.Record(2) with { Seed = ulong.MaxValue }, StoreWork.Record(4) })
            {
                Assert.Equal(RecordJson.Write(record), RecordJson.Write(store.Find(record.Id)!.Record!));
            }

            Assert.Equal(RecordJson.Write(StoreWork.Failure(3)), RecordJson.Write(store.Find(StoreWork.Id(3))!.Failure!));
            var study = Assert.Single(store.Studies());
            Assert.Equal(("0123456789", "dropout or not", 3), (study.Id, study.Title, study.Members.Count));
            Assert.Equal(new StudyMember("verdict", "dropout", ulong.MaxValue, StoreWork.Id(2)), study.Members[1]);
            var look = Assert.Single(store.Looks(study.Id));
            Assert.Equal((1, "a hash over ids", """{"difference":0.5}"""), (look.Number, look.Runs, look.Result));
            Assert.Equal(1, store.SingleLooks("d0"));
            Assert.Equal(["best", "zu-zeigen"], store.TagsOf(StoreWork.Id(4)));
            Assert.Equal("the first one that\nI would show", store.NoteOf(StoreWork.Id(4)));
        }

        using var opened = RunStore.OpenExisting(path, TimeProvider.System);
        Assert.Equal(LeaseState.Granted, opened.Lease("run").State);
        Assert.Empty(opened.CollectGarbage(dryRun: true).Runs);
        Assert.Equal(RunStore.SchemaVersion, Version(File.ReadAllBytes(path)));
    }

    [Theory]
    [MemberData(nameof(Unread))]
    public void A_store_of_an_earlier_version_is_refused_however_it_is_opened_and_unchanged(int version)
    {
        var path = folder.Write("temper.db", Patched(version));
        var before = File.ReadAllBytes(path);
        foreach (var open in new Action[]
        {
            () => RunStore.Open(path, TimeProvider.System),
            () => RunStore.OpenBriefly(path, TimeProvider.System),
            () => RunStore.OpenExisting(path, TimeProvider.System),
            () => RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Read),
            () => RunStore.OpenExisting(path, TimeProvider.System, StoreUse.Inspect),
            () => ReadOnlyStore.Open(path, StoreUse.Read),
            () => ReadOnlyStore.Open(path, StoreUse.Inspect),
        })
        {
            var error = Assert.Throws<StoreException>(open);
            Assert.Equal(
                $"{path}: expected a store of version {StoreSchema.FirstVersion} or later, received version {version} of an earlier Temper; "
                    + "use the version of Temper that wrote it, or name another file.",
                error.Message);
            Assert.Null(error.DamagedFile);
        }

        Assert.Equal(before, File.ReadAllBytes(path));
        Assert.Equal(["temper.db"], folder.Files());
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Each_command_that_opens_a_store_refuses_an_earlier_version_with_exit_code_4(string command)
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);
        var bytes = Patched(StoreSchema.FirstVersion - 1);
        temper.Folder.Write("old.db", bytes);
        var files = temper.Folder.Files();

        (await temper.RunAsync([.. command.Split(' '), "--store", "old.db"])).Returned(4).IsOneError("of an earlier Temper");

        Assert.Equal(bytes, File.ReadAllBytes(temper.Folder.Sub("old.db")));
        Assert.Equal(files, temper.Folder.Files());
    }

    [Fact]
    public void Every_command_that_cannot_do_without_a_store_is_among_them() => Assert.Equal(
        CommandTree.Leaves().Where(leaf => leaf.Command.Options.Any(option => option.Name == "--store")).Select(leaf => leaf.Path)
            .Except(DoWithoutStore).Order(StringComparer.Ordinal),
        Commands.Select(row => row.Data.Split(' ')).Select(words => words[0] == "runs" ? $"runs {words[1]}" : words[0])
            .Distinct().Order(StringComparer.Ordinal));

    [Fact]
    public async Task A_training_beside_an_earlier_store_says_that_it_is_not_stored()
    {
        using var temper = new CliRunner();
        SmallImages.WriteTo(temper.Folder);
        var bytes = Patched(StoreSchema.FirstVersion - 1);
        temper.Folder.Write("old.db", bytes);

        var result = (await temper.RunAsync(
            "train", "--data", "small", "--hidden", "4", "--epochs", "1", "--lr", "0.01", "--out", "net", "--store", "old.db")).Returned(0);

        Assert.Contains(result.Out.Split('\n'), line =>
            line.StartsWith("neither stored nor counted", StringComparison.Ordinal) && line.Contains("of an earlier Temper", StringComparison.Ordinal));
        Assert.Equal(bytes, File.ReadAllBytes(temper.Folder.Sub("old.db")));
    }

    [Fact]
    public async Task Verify_leaves_an_earlier_store_out_where_it_only_found_it()
    {
        using var temper = new CliRunner();
        temper.Folder.Write("all/old.db", Patched(1));
        temper.Folder.Write("all/temper.db", Golden(RunStore.SchemaVersion));

        (await temper.RunAsync("verify", "all/old.db")).Returned(4).IsOneError("received version 1 of an earlier Temper");
        var result = (await temper.RunAsync("verify", "all")).Returned(0);
        Assert.Contains("temper.db: a sound store", result.Out, StringComparison.Ordinal);
        Assert.Contains("old.db is left out", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Threads_that_make_a_store_together_all_can()
    {
        Parallel.For(0, 8, i =>
        {
            using var store = RunStore.Open(folder.Sub("new.db"), TimeProvider.System);
            store.Finish(StoreWork.Record(100 + i));
        });
        using var all = RunStore.Open(folder.Sub("new.db"), TimeProvider.System);
        Assert.Equal(8, all.List().Count);
        Assert.Equal(RunStore.SchemaVersion, all.Connection.Read(() => all.Connection.Number("PRAGMA user_version")));
    }

    private static byte[] Golden(int version) => File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "golden", "stores", string.Create(CultureInfo.InvariantCulture, $"temper-{version}.db")));

    /// <summary>A sound store that says it is of another version.</summary>
    private static byte[] Patched(int version)
    {
        var bytes = Golden(RunStore.SchemaVersion);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(VersionAt), version);
        return bytes;
    }

    private static int Version(byte[] file) => BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(VersionAt));

    /// <summary>Where a file has SQLite's user_version: a big-endian number.</summary>
    private const int VersionAt = 60;
}
