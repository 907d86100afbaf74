using CsCheck;
using Temper.Data;
using Temper.Devices;
using Xunit;

namespace Temper.Tests.Data;

public sealed class BatchLoaderTests
{
    [Fact]
    public void An_epoch_holds_every_row_once_but_those_dropped_at_its_end() =>
        Gen.Select(Gen.Int[1, 500], Gen.Int[1, 64], Gen.Bool, Gen.ULong).Sample((count, batchSize, dropLast, seed) =>
        {
            using var device = new ReferenceDevice();
            int[] rows = [.. Enumerable.Range(0, count).Select(row => 3 * row)];
            using var loader = new BatchLoader(device, rows, batchSize, dropLast);
            Assert.Equal(rows.Take(count - loader.Dropped), Read(loader));

            loader.Shuffle(seed, epoch: 3);
            var seen = Read(loader);

            Assert.Equal(dropLast ? count % batchSize : 0, loader.Dropped);
            Assert.Equal(count - loader.Dropped, seen.Length);
            Assert.Equal(seen.Length, seen.Distinct().Count());
            Assert.Empty(seen.Except(rows));
            Assert.All(Enumerable.Range(0, Math.Max(0, loader.Count - 1)), i => Assert.Equal(batchSize, loader[i].Rows));
        });

    [Fact]
    public void The_chapters_sizes_give_375_and_94_batches()
    {
        using var device = new ReferenceDevice();
        using var train = new BatchLoader(device, new int[48_000], 128, dropLast: true);
        using var valid = new BatchLoader(device, new int[12_000], 128, dropLast: false);

        Assert.Equal((375, 0), (train.Count, train.Dropped));
        Assert.Equal((94, 96), (valid.Count, valid[93].Rows));
        Assert.Throws<ArgumentOutOfRangeException>(() => valid[94]);
        Assert.Throws<ArgumentOutOfRangeException>(() => valid[-1]);
    }

    [Fact]
    public void Every_epoch_has_its_own_order_which_is_the_seeds()
    {
        using var device = new ReferenceDevice();
        using var first = new BatchLoader(device, [.. Enumerable.Range(0, 100)], 10, dropLast: false);
        using var second = new BatchLoader(device, [.. Enumerable.Range(0, 100)], 10, dropLast: false);
        first.Shuffle(1, 0);
        var epoch0 = Read(first);
        first.Shuffle(1, 1);
        Assert.NotEqual(epoch0, Read(first));

        // An epoch's order does not hang on which were shuffled before.
        second.Shuffle(1, 1);
        Assert.Equal(Read(first), Read(second));
    }

    private static int[] Read(BatchLoader loader) =>
        [.. Enumerable.Range(0, loader.Count).SelectMany(i => HostIndices.Of(loader[i]).ToArray())];
}
