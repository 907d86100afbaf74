using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Optimizers;
using Temper.Tests.Devices;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Running;

/// <summary>Many trainings on a device that trains several nets at once.</summary>
public sealed class RunManyTests
{
    [Fact]
    public void Records_come_in_order_with_the_bits_of_the_processor_and_ids_of_their_own()
    {
        var requests = Requests(seeds: 7);
        using var pool = new LockstepPool { Most = 4, FitsAtOpening = 2 };
        var halved = new List<HalvedBatch>();
        var finished = new List<ulong>();
        var together = Runner.RunMany(
            requests, Trainings.Data, pool, TimeProvider.System, result => finished.Add(result.Record.Seed), halved.Add, cancellationToken: TestContext.Current.CancellationToken);
        var alone = Runner.RunMany(requests, Trainings.Data, threads: 2, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal([4, 2, 2, 2, 1], pool.Batches);
        Assert.Equal((4, 2), (Assert.Single(halved).Replicas, halved[0].Next));
        Assert.Equal(alone.Select(record => (record.Seed, record.WeightsHash, record.TestLoss)), together.Select(record => (record.Seed, record.WeightsHash, record.TestLoss)));
        Assert.All(alone.Zip(together), pair => Assert.Equal(pair.First.TestGuesses!.ToBytes(), pair.Second.TestGuesses!.ToBytes()));
        Assert.Equal(7, finished.Distinct().Count());
        Assert.All(alone, record => Assert.Null(record.Arithmetic));
        Assert.All(together, record => Assert.Equal(("gpu", "gpu (a test's)"), (record.Arithmetic, record.Device)));
        Assert.Empty(alone.Select(record => record.Id).Intersect(together.Select(record => record.Id)));
    }

    [Fact]
    public void One_that_diverges_stops_the_others_and_all_devices_are_given_back()
    {
        var requests = Requests(seeds: 4);
        requests[2] = requests[2] with { Spec = requests[2].Spec with { Optimizer = new Adam(1e30) { WeightDecay = 1e-4 } } };
        using var pool = new LockstepPool();

        Assert.Throws<RunFailedException>(() => Runner.RunMany(requests, Trainings.Data, pool, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal(0, pool.Open());
    }

    [Fact]
    public void A_net_that_cannot_even_be_built_does_not_let_the_others_wait()
    {
        using var pool = new LockstepPool { BrokenNet = 2 };

        var error = Assert.Throws<NotSupportedException>(() => Runner.RunMany(Requests(seeds: 4), Trainings.Data, pool, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Equal("net 2 is broken", error.Message);
        Assert.Equal(0, pool.Open());
    }

    private static List<RunRequest> Requests(int seeds) =>
        [.. Enumerable.Range(1, seeds).Select(seed => new RunRequest("net", Protocol.Own, "", [], Trainings.Spec with { Seed = (ulong)seed, Epochs = 1 }))];
}
