using Microsoft.Data.Sqlite;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>
/// Stores of every version there was, in golden/stores. temper-6.db was written by "Temper.Tests.Child.dll golden PATH 6";
/// those before it by "golden PATH N" of builds that had only so many of <see cref="StoreSchema"/>'s steps. A next version
/// adds its file and leaves these as they are; where <see cref="RunRecord.Format"/> rises before a release, the documents of their runs are
/// replaced by those that "golden" writes then, and nothing else.
/// </summary>
public sealed class UpgradeTests
{
    [Fact]
    public void There_is_a_file_of_each_version() =>
        Assert.Equal(RunStore.SchemaVersion, Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "golden", "stores"), "temper-*.db").Length);

    [Fact]
    public void There_is_a_step_to_each_version() => Assert.Equal(RunStore.SchemaVersion, StoreSchema.Steps.Count);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public void An_older_store_is_upgraded_and_nothing_is_lost(int version)
    {
        using var folder = new TempFolder();
        var path = folder.Sub("temper.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "stores", $"temper-{version}.db"), path);
        Assert.Equal(version, Version(File.ReadAllBytes(path)));
        for (var time = 0; time < 2; time++)
        {
            using var store = RunStore.OpenExisting(path, TimeProvider.System);
            Assert.Equal(version switch { 1 => 8, 2 => 9, 3 => 10, _ => 0 }, store.RowsWithoutDigest);
            Assert.Equal([4, 3, 2, 1], store.List().Select(run => Convert.ToInt32(run.Id, 16)));
            Assert.Equal([1, 2, 4], store.List().Where(run => run.State == RunState.Done).Select(run => Convert.ToInt32(run.Id, 16)).Order());
            foreach (var record in new[] { StoreWork.Record(1), StoreWork.Record(2) with { Seed = ulong.MaxValue }, StoreWork.Record(4) })
            {
                Assert.Equal(RecordJson.Write(record), RecordJson.Write(store.Find(record.Id)!.Record!));
            }

            Assert.Equal(RecordJson.Write(StoreWork.Failure(3)), RecordJson.Write(store.Find(StoreWork.Id(3))!.Failure!));
            var study = Assert.Single(store.Studies());
            Assert.Equal(("0123456789", "dropout or not", 3), (study.Id, study.Title, study.Members.Count));
            Assert.Equal(new StudyMember("verdict", "dropout", ulong.MaxValue, StoreWork.Id(2)), study.Members[1]);

            // What came later is there.
            Assert.Equal(LeaseState.Granted, store.Lease("run").State);
            Assert.Equal(version == 1 && time == 0 ? 0 : 1, store.Looks(study.Id).Count);
            Assert.Equal((1, "a hash over ids"), (store.Look(study.Id, "d0", 1, "a hash over ids", "{}").Number, store.Looks(study.Id)[0].Runs));
            Assert.Equal(version < 3 && time == 0 ? 0 : 1, store.SingleLooks("d0"));
            store.Count(new SingleLook("train", "d0", StoreWork.Id(1)));
            Assert.Equal(1, store.SingleLooks("d0"));
            var tags = version < 5 && time == 0 ? [] : new[] { "best", "zu-zeigen" };
            Assert.Equal(tags, store.TagsOf(StoreWork.Id(4)));
            Assert.Equal(tags.Length == 0 ? null : "the first one that\nI would show", store.NoteOf(StoreWork.Id(4)));
            store.Keep(StoredRun.Of(StoreWork.Record(4)), "train");
            store.Tag(StoreWork.Id(4), ["best", "zu-zeigen"]);
            store.SetNote(StoreWork.Id(4), "the first one that\nI would show");
            Assert.Empty(store.CollectGarbage(dryRun: true).Runs);
        }

        Assert.Equal(RunStore.SchemaVersion, Version(File.ReadAllBytes(path)));
    }

    [Fact]
    public void Who_held_a_run_under_version_5_holds_its_lease()
    {
        using var folder = new TempFolder();
        var path = folder.Sub("temper.db");
        File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "stores", "temper-5.db"), path);
        using (var old = new SqliteConnection($"Data Source={path};Pooling=False"))
        {
            old.Open();
            using var insert = old.CreateCommand();
            insert.CommandText = "INSERT INTO claims VALUES ('run', 'a worker', '2026-01-02T03:04:05.0000000+00:00')";
            insert.ExecuteNonQuery();
        }

        using var store = RunStore.OpenExisting(path, TimeProvider.System);
        Assert.Equal(["run a worker 2026-01-02T03:04:05.0000000+00:00"], store.Connection.Texts("SELECT run || ' ' || worker || ' ' || since FROM leases"));
        Assert.Empty(store.Connection.Texts("SELECT name FROM sqlite_schema WHERE name = 'claims'"));
    }

    [Fact]
    public void Threads_that_open_a_new_or_an_old_store_together_all_can()
    {
        using var folder = new TempFolder();
        File.Copy(Path.Combine(AppContext.BaseDirectory, "golden", "stores", "temper-1.db"), folder.Sub("old.db"));
        foreach (var name in new[] { "new.db", "old.db" })
        {
            Parallel.For(0, 8, i =>
            {
                using var store = RunStore.Open(folder.Sub(name), TimeProvider.System);
                store.Finish(StoreWork.Record(100 + i));
            });
            using var all = RunStore.Open(folder.Sub(name), TimeProvider.System);
            Assert.Equal(8, all.List().Count(run => run.Seed >= 100 && run.Seed < 200));
        }
    }

    /// <summary>SQLite's user_version: a big-endian number at byte 60.</summary>
    private static int Version(byte[] file) => System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(60));
}
