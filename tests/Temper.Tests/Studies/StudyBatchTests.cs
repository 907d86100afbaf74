using Temper.Devices;
using Temper.Lab.Chapter;
using Temper.Lab.Running;
using Temper.Lab.Studies;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Studies;

/// <summary>Studies on a device that trains several nets at once.</summary>
public sealed class StudyBatchTests : IDisposable
{
    private readonly SmallStudy small = new();

    public void Dispose() => small.Dispose();

    [Fact]
    public void A_batch_has_nets_of_one_shape_in_order_and_each_gets_the_bits_it_gets_alone()
    {
        using var pool = new LockstepPool { Most = 5 };
        var watcher = new SmallStudy.Watcher();
        var together = small.Run(SmallStudy.Plan("baseline", "batchnorm", "lr=0.003"), 7, watcher, pool: pool);

        // The first open training's shape: 14 nets of baseline's, whatever their learning rate, and 7 with BatchNorm.
        Assert.Equal([5, 5, 5, 4, 2], pool.Batches);
        Assert.Equal([(0, 0), (2, 0), (0, 1), (2, 1), (0, 2)], watcher.Begun.Take(5));
        Assert.Equal((1, 0), watcher.Begun[5]);
        Assert.Equal(0, pool.Open());
        using var other = new SmallStudy();
        var alone = other.Run(SmallStudy.Plan("baseline", "batchnorm", "lr=0.003"), 7);
        Assert.Equal(alone.Runs.Select(run => run.WeightsHash), together.Runs.Select(run => run.WeightsHash));
        Assert.Empty(alone.Runs.Select(run => run.Id).Intersect(together.Runs.Select(run => run.Id)));
        Assert.Equal((null, "gpu"), (alone.Arithmetic, together.Arithmetic));
        Assert.Contains(together.Notes, note => note.Text.Contains("\"gpu\"", StringComparison.Ordinal));
        Assert.Equal(2, pool.Numbers.Distinct().Count(numbers => numbers > 1));
    }

    [Fact]
    public void What_is_stored_leaves_its_place_in_the_batch_to_others()
    {
        using (var first = new LockstepPool { Most = 3 })
        {
            small.Run(SmallStudy.Plan("baseline", "batchnorm"), 6, pool: first);
        }

        using var pool = new LockstepPool { Most = 3 };
        var watcher = new SmallStudy.Watcher();
        small.Run(SmallStudy.Plan("baseline", "batchnorm"), 9, watcher, pool: pool);

        Assert.Equal([3, 3], pool.Batches);
        Assert.Equal((12, 6), (watcher.ReusedRuns, watcher.Trained.Count));
    }

    [Theory]
    [InlineData(3, int.MaxValue)]
    [InlineData(int.MaxValue, 3)]
    [InlineData(1, int.MaxValue)]
    [InlineData(int.MaxValue, 1)]
    public void A_batch_that_does_not_fit_is_tried_in_halves_and_later_ones_begin_small(int fitsAtOpening, int fitsInTraining)
    {
        using var pool = new LockstepPool { Most = 8, FitsAtOpening = fitsAtOpening, FitsInTraining = fitsInTraining };
        var watcher = new SmallStudy.Watcher();
        var record = small.Run(SmallStudy.Plan("baseline", "lr=0.003"), 8, watcher, pool: pool);

        var fits = Math.Min(fitsAtOpening, fitsInTraining);
        Assert.Equal(fits == 1 ? [(8, 4), (4, 2), (2, 1)] : [(8, 4), (4, 2)], watcher.Halved.Select(batch => (batch.Replicas, batch.Next)));
        Assert.Equal([8, 4], pool.Batches.Take(2));
        Assert.All(pool.Batches.Skip(fits == 1 ? 3 : 2), size => Assert.InRange(size, 1, fits));
        Assert.Equal(16, watcher.Trained.Distinct().Count());
        Assert.Equal(16, watcher.Begun.Count);
        Assert.Equal((16, 0), (record.Runs.Count, pool.Open()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void When_not_even_one_net_fits_the_study_stops_with_that_and_keeps_what_it_has(bool isAtOpening)
    {
        var plan = SmallStudy.Plan("baseline", "lr=0.003");
        using var small4 = new LockstepPool { FitsAtOpening = isAtOpening ? 0 : int.MaxValue, FitsInTraining = isAtOpening ? int.MaxValue : 0 };
        Assert.Throws<OutOfDeviceMemoryException>(() => small.Run(plan, 6, pool: small4));

        Assert.Equal(0, small4.Open());
        Assert.Equal(12, GoesOn(plan));
    }

    [Fact]
    public void A_net_that_diverges_does_not_disturb_the_others_of_its_batch()
    {
        using var pool = new LockstepPool { Most = 6 };
        var watcher = new SmallStudy.Watcher();
        var record = small.Run(SmallStudy.Plan("baseline", "lr=1e30"), 6, watcher, pool: pool);

        Assert.Equal([6, 6], pool.Batches);
        Assert.Equal((6, 6), (watcher.FailedRuns, watcher.Trained.Count));
        using var other = new SmallStudy();
        Assert.Equal(
            other.Run(SmallStudy.Plan("baseline", "lr=1e30"), 6).Runs.Select(run => (run.WeightsHash, run.FailedStep)),
            record.Runs.Select(run => (run.WeightsHash, run.FailedStep)));
        using var store = small.Open();
        Assert.All(record.Runs.Where(run => run.FailedStep is not null), run => Assert.Equal("gpu", store.Find(run.Id)!.Failure!.Arithmetic));
    }

    [Fact]
    public void A_lost_device_stops_the_study_and_the_same_call_goes_on()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm");
        using var pool = new LockstepPool();

        // In the middle of the second batch.
        pool.LostAfter = 8 * BatchesPerNet() - 6;
        var watcher = new SmallStudy.Watcher();
        var error = Assert.Throws<DeviceException>(() => small.Run(plan, 6, watcher, pool: pool));

        Assert.Equal("the device is lost", error.Message);
        Assert.Equal((4, 0), (watcher.Trained.Count, pool.Open()));
        Assert.Equal(8, GoesOn(plan));
    }

    [Fact]
    public void Cancelled_it_leaves_nothing_leased_and_no_device_open()
    {
        var plan = SmallStudy.Plan("baseline", "lr=0.003");
        using var stop = new CancellationTokenSource();
        using var pool = new LockstepPool();
        var watcher = new SmallStudy.Watcher { AfterTraining = _ => stop.Cancel() };
        Assert.ThrowsAny<OperationCanceledException>(() => small.Run(plan, 6, watcher, stop: stop, pool: pool));

        Assert.Equal(0, pool.Open());
        Assert.Single(pool.Batches);
        Assert.Equal(12, watcher.Trained.Count + GoesOn(plan));
    }

    [Fact]
    public void Two_devices_on_one_store_share_the_work()
    {
        var plan = SmallStudy.Plan("baseline", "batchnorm", "lr=0.003");
        var (one, other) = (new SmallStudy.Watcher(), new SmallStudy.Watcher());
        using var first = new LockstepPool();
        using var second = new LockstepPool();
        Parallel.Invoke(() => small.Run(plan, 12, one, pool: first), () => small.Run(plan, 12, other, pool: second));

        Assert.Equal(36, one.Trained.Count + other.Trained.Count);
        Assert.Empty(one.Trained.Intersect(other.Trained));
    }

    /// <summary>Trainings that the same study still has to do, in another process's eyes: a lease that was left would block it.</summary>
    private int GoesOn(StudyPlan plan)
    {
        using var pool = new LockstepPool();
        var watcher = new SmallStudy.Watcher();
        small.Run(plan, 6, watcher, pool: pool);
        Assert.False(watcher.WasElsewhere);
        return watcher.Trained.Count;
    }

    /// <summary>Batches of images that a net of the study goes through: training, validation, training accuracy, test.</summary>
    private static long BatchesPerNet()
    {
        using var pool = new LockstepPool();
        using var device = pool.Open(1)[0];
        Runner.Attempt(SmallStudy.Plan("baseline", "batchnorm").Arms[0].Request(1), SmallStudy.Dataset, device, TimeProvider.System, TestContext.Current.CancellationToken);
        return pool.Ends;
    }
}
