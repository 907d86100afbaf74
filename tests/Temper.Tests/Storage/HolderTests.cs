using System.Diagnostics;
using System.Globalization;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;
using Temper.Tests.Child;
using Temper.Tests.Data;
using Temper.Tests.Studies;
using Xunit;

namespace Temper.Tests.Storage;

/// <summary>Whoever waits is told for whom, since when, and what can be done.</summary>
public sealed class HolderTests : IDisposable
{
    private readonly TempFolder folder = new();

    private string Path => folder.Sub("temper.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_lease_names_its_process_and_whether_it_is_stopped()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        Assert.Null(store.HolderOf(StoreWork.Id(0)));
        using var child = new StoreChild("hold", Path, 1);
        child.WaitFor("held");

        var words = store.HolderOf(StoreWork.Id(0))!;
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"process {child.Process} on {Environment.MachineName} since {DateTime.UtcNow:yyyy}-"), words, StringComparison.Ordinal);
        Assert.EndsWith(" UTC", words, StringComparison.Ordinal);
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells who is stopped");

        child.Signal("STOP");
        Assert.EndsWith(
            string.Create(CultureInfo.InvariantCulture, $" UTC, which is stopped: \"kill -CONT {child.Process}\" resumes it, \"kill -KILL {child.Process}\" ends it"),
            store.HolderOf(StoreWork.Id(0))!,
            StringComparison.Ordinal);
        child.Signal("CONT");
        Assert.EndsWith(" UTC", store.HolderOf(StoreWork.Id(0))!, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stopped_process_that_keeps_the_store_locked_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells who holds a lock");
        using var store = RunStore.Open(Path, TimeProvider.System, busySeconds: 1);
        using var child = new StoreChild("lock", Path, 1);
        child.WaitFor("locked");
        child.Signal("STOP");

        var message = Assert.Throws<IOException>(() => store.Lease("run")).Message;

        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"it is process {child.Process}, which is stopped: \"kill -CONT {child.Process}\""), message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_in_use_names_its_process()
    {
        using var held = FolderLock.Take(folder.Sub("run"), "a");
        var message = Assert.Throws<IOException>(() => FolderLock.Take(folder.Sub("run"), "b")).Message;
        Assert.Contains(
            string.Create(CultureInfo.InvariantCulture, $"(process {Environment.ProcessId} on {Environment.MachineName} since {DateTime.UtcNow:yyyy}-"), message, StringComparison.Ordinal);
    }

    /// <summary>Names that others made: nothing of them is shown, and none is followed.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("0123456789abcdef0123456789abcdef")]
    [InlineData("0123456789abcdef0123456789abcdef-1-")]
    [InlineData("0123456789abcdef0123456789abcdef-99999999999-host")]
    [InlineData("0123456789abcdef0123456789abcdef-1-ho\u001b[2Jst")]
    [InlineData("0123456789abcdef0123456789abcdef-1-../../host\n")]
    [InlineData("0123456789abcdef0123456789abcdef-1-a/b")]
    public void A_name_of_another_form_tells_nothing(string name)
    {
        Assert.Null(LockHolder.Of(name));
        Assert.NotNull(LockHolder.Of("0123456789abcdef0123456789abcdef-" + LockHolder.Mark));
        using var store = RunStore.Open(Path, TimeProvider.System);
        store.Connection.Alone($"INSERT INTO leases VALUES ('run', '{name}', 'some time')");
        Assert.Equal("another process", store.HolderOf("run"));
        Assert.Equal(LeaseState.Granted, store.Lease("run").State);
    }

    /// <summary>A process id is given again: a holder is only called stopped when it has the file open.</summary>
    [Fact]
    public void Another_process_of_that_number_is_not_called_stopped()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "only Linux tells who is stopped");
        using var stranger = Process.Start("sleep", "60");
        try
        {
            Process.Start("kill", ["-STOP", $"{stranger.Id}"]).WaitForExit();
            Assert.EndsWith(" UTC", new LockHolder(stranger.Id, Environment.MachineName).Words(folder.Write("lock", []), DateTimeOffset.UtcNow), StringComparison.Ordinal);
        }
        finally
        {
            stranger.Kill();
        }
    }

    [Fact]
    public void A_study_that_waits_says_so_after_five_seconds_and_then_once_a_minute()
    {
        var time = new ManualTime();
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        StudyTask[] tasks = [.. plan.Arms.Select((arm, i) => new StudyTask(i, 0, arm.Request(1)))];
        var ids = tasks.Select(task => RunId.Of(task.Request.Spec, SmallStudy.Dataset.Hash, "")).ToList();
        using var other = RunStore.Open(Path, time);
        Assert.All(ids, id => Assert.Equal(LeaseState.Granted, other.Lease(id).State));
        using var store = RunStore.Open(Path, time);
        var observer = new Waiter(time, waits =>
        {
            if (waits == 3)
            {
                ids.ForEach(other.Release);
            }
        });

        var results = new StudyRunner(SmallStudy.Dataset, store, new CpuDevicePool(threads: 1), time).Run(tasks, observer, TestContext.Current.CancellationToken);

        Assert.Equal(ids, results.Select(run => run.Id));

        // The clock goes on a second with every look at the second training.
        Assert.Equal([5, 65, 125], observer.Seconds);
        var wait = observer.Waits[0];
        Assert.Equal((0, 0, ids[0], 1), (wait.Arm, wait.Seed, wait.RunId, wait.More));
        Assert.StartsWith(string.Create(CultureInfo.InvariantCulture, $"process {Environment.ProcessId} on {Environment.MachineName} since 2030-01-01 00:00 UTC"), wait.Holder, StringComparison.Ordinal);
    }

    private sealed class Waiter(ManualTime time, Action<int> told) : IStudyObserver
    {
        private readonly DateTimeOffset start = time.GetUtcNow();

        public List<int> Seconds { get; } = [];

        public List<StudyWait> Waits { get; } = [];

        public void Elsewhere(int arm, int seed)
        {
            if (arm == 1)
            {
                time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        public void Waiting(StudyWait wait)
        {
            Waits.Add(wait);
            Seconds.Add((int)(time.GetUtcNow() - start).TotalSeconds);
            told(Waits.Count);
        }
    }
}
