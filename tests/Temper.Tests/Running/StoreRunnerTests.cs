using Temper.Devices.Cpu;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Optimizers;
using Temper.Tests.Data;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Running;

/// <summary>The one runner of studies and commands: what is stored is not trained again, and what is trained is stored.</summary>
public sealed class StoreRunnerTests : IDisposable
{
    private readonly TempFolder folder = new();
    private readonly CpuDevicePool pool = new(threads: 1);

    private string Path => folder.Sub("temper.db");

    public void Dispose()
    {
        pool.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void What_is_stored_is_not_trained_again_and_has_the_name_that_is_asked_for()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        var first = new Listener();
        var trained = Runner(store, null).Run(Requests(3), first, TestContext.Current.CancellationToken);
        Assert.Equal((3, 0), (first.Trained.Count, first.Reused.Count));

        var second = new Listener();
        var requests = Requests(5).ConvertAll(request => request with { Name = "another", Protocol = Protocol.Sound });
        var all = Runner(store, "chapter").Run(requests, second, TestContext.Current.CancellationToken);

        Assert.Equal([0, 1, 2], second.Reused);
        Assert.Equal([3, 4], second.Trained);
        Assert.All(all, run => Assert.Equal(("another", Protocol.Sound), (run.Record!.Experiment, run.Record.Protocol)));
        Assert.Contains(all[0].Record!.Notes, note => note.StartsWith("The learning rate was not tuned", StringComparison.Ordinal));
        Assert.Equal(trained.Select(run => run.Record!.WeightsHash), all.Take(3).Select(run => run.Record!.WeightsHash));

        // In the store the first name stays.
        Assert.Equal("net", store.Find(all[0].Id)!.Record!.Experiment);
        Assert.Equal(5, store.List().Count);
        Assert.Empty(store.CollectGarbage(dryRun: true).Runs);
        Assert.Empty(store.Verify(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Those_of_which_more_is_wanted_are_trained_again_to_the_same_bits()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        var before = Runner(store, "chapter").Run(Requests(3), new Listener(), TestContext.Current.CancellationToken);
        var again = new Listener();
        var after = new StoreRunner(Trainings.Data, store, pool, TimeProvider.System) { Command = "chapter", TrainsAnew = run => run == 1 }
            .Run(Requests(3), again, TestContext.Current.CancellationToken);

        Assert.Equal([0, 2], again.Reused);
        Assert.Equal([1], again.Trained);
        Assert.Equal(before.Select(run => run.Record!.WeightsHash), after.Select(run => run.Record!.WeightsHash));
    }

    [Fact]
    public void One_that_diverges_is_stored_stops_the_others_and_does_so_again()
    {
        using var store = RunStore.Open(Path, TimeProvider.System);
        var requests = Requests(3);
        requests[1] = requests[1] with { Spec = requests[1].Spec with { Optimizer = new Adam(1e30) { WeightDecay = 1e-4 } } };
        foreach (var trained in new[] { 2, 1 })
        {
            var listener = new Listener();
            var error = Assert.Throws<RunFailedException>(() => Runner(store, "chapter", stops: true).Run(requests, listener, TestContext.Current.CancellationToken));
            Assert.Equal(trained, listener.Trained.Count);
            Assert.Equal([1], listener.Failed);
            Assert.Equal(error.Step, store.Find(IdOf(requests[1]))!.Failure!.Step);
        }

        // Without stopping, a failure is an outcome.
        var all = new Listener();
        Assert.Equal([RunState.Done, RunState.Failed, RunState.Done], Runner(store, null).Run(requests, all, TestContext.Current.CancellationToken).Select(run => run.State));
        Assert.Equal([0, 1], all.Reused);
        Assert.Equal([2], all.Trained);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_store_that_is_lost_ends_a_study_and_not_a_command(bool isCommand)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows does not let go of an open file.");
        using var store = RunStore.Open(Path, TimeProvider.System);
        var lost = new List<string>();
        var listener = new Listener { AfterTraining = count => File.Move(Path, folder.Sub($"moved-{count}.db")) , Most = 1 };
        var runner = new StoreRunner(Trainings.Data, store, pool, TimeProvider.System)
        {
            Command = isCommand ? "chapter" : null,
            StoreLost = isCommand ? error => lost.Add(error.Message) : null,
        };
        if (!isCommand)
        {
            Assert.Throws<IOException>(() => runner.Run(Requests(3), listener, TestContext.Current.CancellationToken));
            return;
        }

        var all = runner.Run(Requests(3), listener, TestContext.Current.CancellationToken);
        Assert.Equal(3, all.Count);
        Assert.Equal([0, 1, 2], listener.Trained);
        Assert.Contains("deleted, renamed or replaced", Assert.Single(lost), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_store_everything_is_trained()
    {
        var listener = new Listener();
        Assert.Equal(2, Runner(null, "chapter").Run(Requests(2), listener, TestContext.Current.CancellationToken).Count);
        Assert.Equal([0, 1], listener.Trained);
    }

    private StoreRunner Runner(RunStore? store, string? command, bool stops = false) =>
        new(Trainings.Data, store, pool, TimeProvider.System) { Command = command, StopsAtFailure = stops };

    private static string IdOf(RunRequest request) => RunId.Of(request.Spec, Trainings.Data.Hash, "");

    private static List<RunRequest> Requests(int seeds) =>
        [.. Enumerable.Range(1, seeds).Select(seed => new RunRequest("net", Protocol.Own, "", [], Trainings.Spec with { Seed = (ulong)seed, Epochs = 1 }))];

    private sealed class Listener : IRunObserver
    {
        public List<int> Trained { get; } = [];

        public List<int> Reused { get; } = [];

        public List<int> Failed { get; } = [];

        public Action<int>? AfterTraining { get; init; }

        public int Most { get; init; } = int.MaxValue;

        void IRunObserver.Reused(int run, StoredRun stored) => Reused.Add(run);

        void IRunObserver.Finished(int run, RunOutcome outcome)
        {
            Trained.Add(run);
            if (outcome.Failed is not null)
            {
                Failed.Add(run);
            }

            if (Trained.Count <= Most)
            {
                AfterTraining?.Invoke(Trained.Count);
            }
        }
    }
}
