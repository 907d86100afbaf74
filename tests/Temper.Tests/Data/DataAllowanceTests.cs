using Temper.Data;
using Temper.Devices;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Headers may be true and still ask for too much: a megabyte of gzip unpacks to a gigabyte.</summary>
public sealed class DataAllowanceTests : IDisposable
{
    // 36 + 6 + 18 + 3 bytes of contents.
    private const int Bytes = 63;

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_folder_may_hold_as_much_as_is_allowed_and_not_a_byte_more(bool packed)
    {
        TinyData.WriteTo(folder, "mine/", packed);
        Assert.Equal(6, IdxFolder.Load(folder.Sub("mine"), Bytes, TestContext.Current.CancellationToken).Train.Count);

        var all = Assert.Throws<DataException>(() => IdxFolder.Load(folder.Sub("mine"), Bytes - 1, TestContext.Current.CancellationToken));
        Assert.True(all.ExceedsAllowance);
        Assert.Equal($"{folder.Sub("mine")}: the headers of its files promise more than the 62 bytes that a data set may have at most; allow more bytes if this is the right data set.", all.Message);

        var first = Assert.Throws<DataException>(() => IdxFolder.Load(folder.Sub("mine"), 35, TestContext.Current.CancellationToken));
        Assert.True(first.ExceedsAllowance);
        Assert.Contains($"train-images-idx3-ubyte{(packed ? ".gz" : "")}: the header promises 6 x 3 x 2 = 36 bytes, and a data set may have at most 35; ", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Which_file_is_read_first_decides_nothing()
    {
        TinyData.WriteTo(folder, "mine/", packed: true);
        for (var i = 0; i < 50; i++)
        {
            Assert.EndsWith("more than the 50 bytes that a data set may have at most; allow more bytes if this is the right data set.", Assert.Throws<DataException>(() => IdxFolder.Load(folder.Sub("mine"), 50, TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(500)]
    public void A_bomb_is_refused_by_its_header_however_it_is_packed(int members)
    {
        const int images = 20_000;
        var plain = IdxBytes.Make([images, 28, 28], new byte[images * 784]);
        var part = plain.Length / members;
        byte[] packed = [.. Enumerable.Range(0, members).SelectMany(i => IdxBytes.Gzip(plain[(i * part)..(i == members - 1 ? plain.Length : (i + 1) * part)])), .. new byte[1000]];
        var path = folder.Write("train-images-idx3-ubyte.gz", packed);
        Assert.InRange(packed.Length, 0, plain.Length / 100);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() => IdxFile.Read(path, IdxKind.Images, maxBytes: plain.Length - 17, TestContext.Current.CancellationToken));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains("= 15680000 bytes, and a data set may have at most 15679999", error.Message, StringComparison.Ordinal);

        before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(images, IdxFile.Read(path, IdxKind.Images, maxBytes: plain.Length - 16, TestContext.Current.CancellationToken).Dimensions[0]);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, plain.Length, (long)(1.3 * plain.Length) + (1 << 20) + (30_000L * members));
    }

    [Fact]
    public void A_pipe_is_refused_by_its_header_too()
    {
        using var stream = new ForwardOnly(new MemoryStream(IdxBytes.Images(5, 4, 3)));
        var error = Assert.Throws<DataException>(() => IdxFile.Parse(stream, IdxKind.Images, "pipe", new DataAllowance(59, HostMemory.OfProcess), TestContext.Current.CancellationToken));
        Assert.Contains("pipe: the header promises 5 x 4 x 3 = 60 bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_no_room_in_memory_is_refused_by_its_header()
    {
        SmallImagesOf(1400);
        var memory = new HostMemory(() => new MemoryFigures(1_200_000, 1_000_000));
        using var catalog = new DatasetCatalog(new DatasetCatalogOptions { Memory = memory, Environment = _ => null, CacheFolder = folder.Sub("cache") });
        var error = Assert.Throws<NotEnoughMemoryException>(() => catalog.LoadAsync(new(Folder: folder.Path)).GetAwaiter().GetResult());
        Assert.Contains("train-images-idx3-ubyte (1400 x 28 x 28 bytes) needs 2 MB of memory, but this machine has 2 MB, of which 1 MB are free; ", error.Message, StringComparison.Ordinal);
    }

    private void SmallImagesOf(int count)
    {
        foreach (var set in new[] { "train", "t10k" })
        {
            folder.Write($"{set}-images-idx3-ubyte", IdxBytes.Images(count, 28, 28));
            folder.Write($"{set}-labels-idx1-ubyte", IdxBytes.Labels(new byte[count]));
        }
    }

    [Fact]
    public void The_usual_allowance_holds_the_largest_data_set_of_this_kind()
    {
        // EMNIST by class: 697,932 and 116,323 images.
        Assert.InRange((697_932L + 116_323) * 785, 0, DatasetCatalogOptions.DefaultMaxBytes);
        Assert.Equal(DatasetCatalogOptions.DefaultMaxBytes, new DatasetCatalogOptions().MaxBytes);
    }
}
