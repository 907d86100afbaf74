using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Layers;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>What is stored comes back, and rules on what may be stored and deleted.</summary>
public sealed class StoreTests : IDisposable
{
    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Records_and_failures_come_back_as_they_were_stored()
    {
        var (record, failure) = (StoreWork.Record(1) with { Seed = ulong.MaxValue }, StoreWork.Failure(2));
        using (var store = Open())
        {
            store.Finish(record);
            store.Fail(failure);
        }

        using var again = RunStore.OpenExisting(folder.Sub("temper.db"), TimeProvider.System);
        var done = again.Find(record.Id)!;
        Assert.Equal((RunState.Done, record.Id), (done.State, done.Id));
        Assert.Equal(RecordJson.Write(record), RecordJson.Write(done.Record!));
        Assert.Null(done.Failure);
        var failed = again.Find(failure.Id)!;
        Assert.Equal((RunState.Failed, failure.Id), (failed.State, failed.Id));
        Assert.Equal(RecordJson.Write(failure), RecordJson.Write(failed.Failure!));
        Assert.Null(failed.Record);
        Assert.Null(again.Find("0000000003"));
        Assert.Equal([failure.Id, record.Id], again.Get([failure.Id, "none", record.Id]).Select(run => run.Id));
        Assert.Equal(ulong.MaxValue, again.List().Single(run => run.Id == record.Id).Seed);
    }

    [Fact]
    public void The_list_is_newest_first_and_needs_no_documents()
    {
        using var store = Open();
        store.Finish(StoreWork.Record(1));
        store.Finish(StoreWork.Record(3) with { ValidScore = [double.NaN] });
        store.Fail(StoreWork.Failure(2));
        store.Connection.Alone("UPDATE documents SET json = 'gone'");

        var runs = store.List();

        Assert.Equal([StoreWork.Id(3), StoreWork.Id(2), StoreWork.Id(1)], runs.Select(run => run.Id));
        var first = StoreWork.Record(1);
        Assert.Equal(
            new RunSummary
            {
                Id = first.Id,
                State = RunState.Done,
                Experiment = "dropout",
                Protocol = Protocol.Sound,
                Dataset = "garments",
                DatasetHash = "d0",
                Seed = 1,
                Program = "temper 0.1.0",
                Finished = first.Finished,
                Seconds = 1.75,
                Score = "accuracy (%)",
                ValidScore = 83.125,
                TestScore = 81.5,
                Wrong = 1949,
                WeightsHash = "w1",
                FailedStep = null,
                Studies = 0,
                IsSealed = false,
            },
            runs[2]);
        Assert.Null(runs[0].ValidScore);
        Assert.Equal((RunState.Failed, 19L, null, null, null), (runs[1].State, runs[1].FailedStep, runs[1].TestScore, runs[1].Wrong, runs[1].WeightsHash));
    }

    [Fact]
    public void The_same_run_again_changes_nothing_and_another_outcome_is_a_contradiction()
    {
        using var store = Open();
        var record = StoreWork.Record(1);
        store.Finish(record);
        store.Finish(record with { TrainSeconds = 99, Machine = "another" });

        Assert.Equal("X64, 2 cores", store.Find(record.Id)!.Record!.Machine);
        Contradicts(() => store.Finish(record with { WeightsHash = "other" }), "weights w1");
        Contradicts(() => store.Finish(record with { Spec = record.Spec with { Layers = [new Linear(3)] } }), "its spec and data");
        Contradicts(() => store.Finish(record with { DatasetHash = "d1" }), "its spec and data");
        Contradicts(() => store.Fail(StoreWork.Failure(1)), "a failure at step 18");
        store.Fail(StoreWork.Failure(2));
        store.Fail(StoreWork.Failure(2) with { Message = "other words" });
        Contradicts(() => store.Fail(StoreWork.Failure(2) with { Step = 3 }), "a failure at step 3");
        Contradicts(() => store.Finish(StoreWork.Record(2)), "a failure at step 19");
        Assert.Equal(RecordJson.Write(record), RecordJson.Write(store.Find(record.Id)!.Record!));

        void Contradicts(Action action, string word)
        {
            var error = Assert.Throws<StoreException>(action);
            Assert.Contains(word, error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_contradicted_run_is_not_left_leased()
    {
        using var store = Open();
        Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(1)).State);
        using (var other = Open())
        {
            other.Finish(StoreWork.Record(1) with { WeightsHash = "other" });
        }

        Assert.Throws<StoreException>(() => store.Finish(StoreWork.Record(1)));
        Assert.True(store.DeleteRun(StoreWork.Id(1)));
        Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(1)).State);
    }

    [Fact]
    public void A_study_comes_back_and_loses_no_member_when_it_is_saved_again()
    {
        using var store = Open();
        var study = Study("s1", 1, 2) with { Members = [new("verdict", "dropout", ulong.MaxValue, "0000000009"), new("tuning", "rate 0.1", 2, "0000000002")] };
        store.SaveStudy(study);
        store.SaveStudy(study with { Title = "new", Plan = "{\"x\":1}", Command = "temper compare a b", Created = study.Created.AddDays(1), Members = [study.Members[0], new("verdict", "baseline", 1, "0000000001")] });

        var stored = store.FindStudy("s1")!;

        Assert.Equal([.. study.Members, new StudyMember("verdict", "baseline", 1, "0000000001")], stored.Members);
        Assert.Equal(study with { Title = "new", Plan = "{\"x\":1}", Command = "temper compare a b", Members = stored.Members }, stored);
        Assert.Throws<StoreException>(() => store.SaveStudy(study with { DatasetHash = "other" }));
        Assert.Throws<StoreException>(() => store.SaveStudy(study with { Kind = "other" }));
    }

    [Fact]
    public void Studies_are_found_by_the_first_digits_of_their_ids()
    {
        using var store = Open();
        store.SaveStudy(Study("ab12"));
        store.SaveStudy(Study("ab34") with { Created = DateTimeOffset.UnixEpoch.AddYears(1) });
        store.SaveStudy(Study("ab"));
        store.Finish(StoreWork.Record(0xab3));

        Assert.Equal("ab12", store.FindStudy("ab1")!.Id);
        Assert.Equal("ab", store.FindStudy("ab")!.Id);
        Assert.Null(store.FindStudy("%"));
        Assert.Contains("ab, ab12, ab34", Assert.Throws<StoreException>(() => store.FindStudy("a")).Message, StringComparison.Ordinal);
        Assert.Equal(["0000000ab3"], store.FindIds("0000000a"));
        Assert.Equal(["ab", "ab12", "ab34"], store.FindIds("ab"));
        Assert.Empty(store.FindIds(""));
        Assert.Equal("ab34", store.Studies()[0].Id);
        Assert.Equal(3, store.Studies().Count);
    }

    [Fact]
    public void A_run_is_sealed_until_a_study_that_names_it_has_looked()
    {
        using var store = Open();
        store.Finish(StoreWork.Record(1));
        store.Finish(StoreWork.Record(2));
        Assert.Equal((0, false), Seal(1));
        store.SaveStudy(Study("s1", 1));
        store.SaveStudy(Study("s2", 1, 2));
        Assert.Equal((2, true), Seal(1));
        Assert.Equal((1, true), Seal(2));

        store.Look("s1", "d0", 1, "hash of none", $$"""{"plan":{"runs":["{{StoreWork.Id(1)}}"]},"runs":[]}""");
        store.Look("s1", "d0", 1, "hash of no document", "not JSON");
        Assert.Equal((2, true), Seal(1));

        store.Look("s1", "d0", 1, "hash of 1", $$"""{"runs":[["{{StoreWork.Id(1)}}"]]}""");

        Assert.Equal((2, false), Seal(1));
        Assert.Equal((1, true), Seal(2));

        (int Studies, bool IsSealed) Seal(int i)
        {
            var run = store.List().Single(run => run.Id == StoreWork.Id(i));
            return (run.Studies, run.IsSealed);
        }
    }

    [Fact]
    public void The_same_runs_looked_at_again_are_one_look_and_more_runs_are_another()
    {
        using var store = Open();
        store.SaveStudy(Study("s1", 1));
        store.SaveStudy(Study("s2", 2));

        var first = store.Look("s1", "d0", 5, "r1", "{\"a\":1}");
        var again = store.Look("s1", "d0", 5, "r1", "{\"a\":2}");
        var second = store.Look("s1", "d0", 10, "r2", "{}");
        store.Look("s2", "d0", 1, "r1", "{}");
        store.Look("s2", "d1", 1, "r3", "{}");

        Assert.Equal(first, again);
        Assert.Equal((1, 2), (first.Number, second.Number));
        Assert.Equal([first, second], store.Looks("s1"));
        Assert.Equal((1, 2, 1, 3), (store.OtherLooks("s1", "d0"), store.OtherLooks("s2", "d0"), store.OtherLooks("s1", "d1"), store.OtherLooks("new", "d0")));
        Assert.Throws<StoreException>(() => store.Look("s3", "d0", 1, "r", "{}"));
    }

    [Fact]
    public void A_deleted_study_takes_its_own_runs_and_leaves_its_looks()
    {
        using var store = Open();
        store.Finish(StoreWork.Record(1));
        store.Finish(StoreWork.Record(2));
        store.Fail(StoreWork.Failure(3));
        store.SaveStudy(Study("s1", 1, 2, 3));
        store.SaveStudy(Study("s2", 2));
        var look = store.Look("s1", "d0", 2, "r1", "{}");
        var error = Assert.Throws<StoreException>(() => store.DeleteRun(StoreWork.Id(2)));
        Assert.Contains("s1, s2", error.Message, StringComparison.Ordinal);

        store.DeleteStudy("s1");

        Assert.Equal([StoreWork.Id(2)], store.List().Select(run => run.Id));
        Assert.Null(store.FindStudy("s1"));
        Assert.Equal([look], store.Looks("s1"));
        Assert.Equal(1, store.OtherLooks("s2", "d0"));
        Assert.Throws<StoreException>(() => store.DeleteStudy("s1"));
        store.DeleteStudy("s2");
        Assert.False(store.DeleteRun(StoreWork.Id(2)));

        // The same study again goes on counting.
        store.SaveStudy(Study("s1", 1));
        Assert.Equal(2, store.Look("s1", "d0", 3, "r2", "{}").Number);
    }

    [Fact]
    public void Garbage_is_what_no_study_names_and_no_living_worker_holds()
    {
        using var store = Open();
        for (var i = 0; i < 300; i++)
        {
            store.Finish(StoreWork.Record(i));
        }

        store.SaveStudy(Study("s1", 1, 2));
        store.Lease(StoreWork.Id(1000));
        using var other = Open();
        other.Lease(StoreWork.Id(1001));
        var dead = Guid.NewGuid().ToString("N");
        var lockFile = folder.Write($"temper.db-workers/{dead}.lock", []);
        var notOurs = folder.Write("temper.db-workers/another.lock", []);
        store.Connection.Alone($"INSERT INTO leases VALUES ('{StoreWork.Id(1002)}', '{dead}', 'now')");
        store.Connection.Alone("INSERT INTO leases VALUES ('x', '../../temper', 'now')");
        store.Connection.Alone("PRAGMA wal_checkpoint(TRUNCATE)");
        var before = new FileInfo(store.Path).Length;

        var would = store.CollectGarbage(dryRun: true);
        Assert.Equal(300, store.List().Count);
        Assert.True(File.Exists(lockFile));
        var did = store.CollectGarbage(dryRun: false);

        Assert.Equal((true, false, 298), (would.IsDryRun, did.IsDryRun, did.Runs.Count));
        Assert.Equal(would.Runs, did.Runs);
        Assert.Equal([StoreWork.Id(1002), "x"], did.Leases);
        Assert.Equal(would.Leases, did.Leases);
        Assert.Equal([lockFile], did.LockFiles);
        Assert.True(File.Exists(notOurs));
        Assert.Equal(would.LockFiles, did.LockFiles);
        Assert.True(did.Bytes > 298 * 500 && did.Bytes == would.Bytes);
        Assert.False(File.Exists(lockFile));
        Assert.Equal([StoreWork.Id(2), StoreWork.Id(1)], store.List().Select(run => run.Id));
        Assert.Equal(RecordJson.Write(StoreWork.Record(1)), RecordJson.Write(store.Find(StoreWork.Id(1))!.Record!));
        Assert.Equal(LeaseState.Busy, store.Lease(StoreWork.Id(1000)).State);
        Assert.Equal(LeaseState.Busy, store.Lease(StoreWork.Id(1001)).State);
        Assert.True(new FileInfo(store.Path).Length < before / 2);
        var nothing = store.CollectGarbage(dryRun: false);
        Assert.Equal((0, 0, 0, 0L), (nothing.Runs.Count, nothing.Leases.Count, nothing.LockFiles.Count, nothing.Bytes));
    }

    [Fact]
    public void A_closed_store_leaves_one_file_and_refuses_work()
    {
        var store = Open();
        store.Finish(StoreWork.Record(1));
        store.Lease(StoreWork.Id(2));
        store.Dispose();
        store.Dispose();
        Assert.Equal(["temper.db"], folder.Files());
        Assert.Empty(Directory.GetDirectories(folder.Path));
        Assert.Throws<ObjectDisposedException>(() => store.Find(StoreWork.Id(1)));
        Assert.Throws<ObjectDisposedException>(() => store.Lease(StoreWork.Id(1)));
    }

    private RunStore Open() => RunStore.Open(folder.Sub("temper.db"), TimeProvider.System);

    private static StoredStudy Study(string id, params int[] runs) => new()
    {
        Id = id,
        Kind = "comparison",
        Title = "dropout or not",
        Plan = "{}",
        Command = "temper compare",
        DatasetHash = "d0",
        Created = DateTimeOffset.UnixEpoch,
        Members = [.. runs.Select(run => new StudyMember("verdict", "dropout", (ulong)run, StoreWork.Id(run)))],
    };
}
