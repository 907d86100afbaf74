using System.Collections.Concurrent;
using Temper.Lab.Storage;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>No run is carried out twice, and none waits for a dead worker.</summary>
public sealed class LeaseTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.Sub("temper.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Threads_lease_each_run_exactly_once()
    {
        const int runs = 60;
        using var store = Open();
        var leased = new ConcurrentBag<string>();
        var missed = new ConcurrentBag<LeaseState>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(thread => Task.Run(() =>
        {
            for (var i = 0; i < runs; i++)
            {
                // Each thread goes round from another place, and stores every other run that it gets.
                var number = (i + (thread * 7)) % runs;
                var lease = store.Lease(StoreWork.Id(number));
                if (lease.State != LeaseState.Granted)
                {
                    missed.Add(lease.State);
                    Assert.Equal(lease.State == LeaseState.Done, lease.Run is not null);
                    continue;
                }

                leased.Add(StoreWork.Id(number));
                if (number % 2 == 0)
                {
                    store.Finish(StoreWork.Record(number));
                }
            }
        })));

        Assert.Equal(Enumerable.Range(0, runs).Select(StoreWork.Id), leased.Order());
        Assert.Equal(7 * runs, missed.Count);
        Assert.Equal(runs / 2, store.List().Count);
        Assert.Equal(LeaseState.Done, store.Lease(StoreWork.Id(0)).State);
        Assert.Equal(LeaseState.Busy, store.Lease(StoreWork.Id(1)).State);
    }

    [Fact]
    public void A_lease_ends_with_its_run_its_release_or_its_worker()
    {
        using var other = Open();
        using (var store = Open())
        {
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(i)).State);
                Assert.Equal(LeaseState.Busy, other.Lease(StoreWork.Id(i)).State);
            }

            store.Finish(StoreWork.Record(0));
            store.Fail(StoreWork.Failure(1));
            other.Release(StoreWork.Id(2));
            other.Lease("another");
            other.Release(StoreWork.Id(2));
            Assert.Equal(LeaseState.Busy, other.Lease(StoreWork.Id(2)).State);
            store.Release(StoreWork.Id(2));
            Assert.Equal((LeaseState.Done, StoreWork.Id(0)), (other.Lease(StoreWork.Id(0)).State, other.Lease(StoreWork.Id(0)).Run!.Id));
            Assert.Equal((LeaseState.Done, RunState.Failed), (other.Lease(StoreWork.Id(1)).State, other.Lease(StoreWork.Id(1)).Run!.State));
            Assert.Equal(LeaseState.Granted, other.Lease(StoreWork.Id(2)).State);
            Assert.Equal(LeaseState.Busy, other.Lease(StoreWork.Id(3)).State);
        }

        Assert.Equal(LeaseState.Granted, other.Lease(StoreWork.Id(3)).State);
    }

    [Fact]
    public void Two_processes_share_the_runs_of_a_study()
    {
        const int runs = 80;
        using var first = new StoreChild("lease", Path, runs);
        using var second = new StoreChild("lease", Path, runs);

        var (one, two) = (first.Rest(), second.Rest());

        Assert.Equal(("", ""), (first.Errors(), second.Errors()));
        Assert.Equal(Enumerable.Range(0, runs).Select(StoreWork.Id), one.Concat(two).Order());
        using var store = Open();
        Assert.Equal(runs, store.List().Count);
        Assert.Equal([System.IO.Path.GetFileName(Path)], folder.Files().Where(file => !file.Contains("db-", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_killed_process_loses_its_leases_at_once()
    {
        using var store = Open();
        using var child = new StoreChild("hold", Path, 5);
        while (child.Line() is { } line && line != "held")
        {
            Assert.Equal("Granted", line);
        }

        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(LeaseState.Busy, store.Lease(StoreWork.Id(i)).State));
        Assert.Empty(store.CollectGarbage(dryRun: false).Leases);
        child.Kill();

        Assert.Equal(5, store.CollectGarbage(dryRun: true).Leases.Count);
        Assert.All(Enumerable.Range(0, 5), i => Assert.Equal(LeaseState.Granted, store.Lease(StoreWork.Id(i)).State));
        Assert.Single(Directory.GetFiles($"{Path}-workers"));
    }

    [Fact]
    public void Workers_that_open_the_store_by_a_link_are_no_strangers()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        using var store = Open();
        File.CreateSymbolicLink(folder.Sub("link.db"), Path);
        using var linked = RunStore.Open(folder.Sub("link.db"), TimeProvider.System);

        Assert.Equal(LeaseState.Granted, store.Lease("run").State);
        Assert.Equal(LeaseState.Busy, linked.Lease("run").State);
    }

    [Fact]
    public void A_lease_of_nobody_is_taken_over()
    {
        using var store = Open();
        foreach (var worker in new[] { "", "../../etc/passwd", Guid.NewGuid().ToString("N") })
        {
            store.Connection.Alone($"INSERT OR REPLACE INTO leases VALUES ('run', '{worker}', '')");
            Assert.Equal(LeaseState.Granted, store.Lease("run").State);
            Assert.Equal(LeaseState.Busy, store.Lease("run").State);
        }
    }

    [Fact]
    public void Without_a_place_for_lock_files_nothing_is_leased()
    {
        using var store = Open();
        folder.Write("temper.db-workers", [1]);

        var error = Assert.Throws<IOException>(() => store.Lease("run"));

        Assert.Contains("lock file", error.Message, StringComparison.Ordinal);
        File.Delete($"{Path}-workers");
        Assert.Equal(LeaseState.Granted, store.Lease("run").State);
    }

    private RunStore Open() => RunStore.Open(Path, TimeProvider.System);
}
