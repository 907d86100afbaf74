using System.Text;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

public sealed class IdxFileTests
{
    private const string Name = "some/images-idx3-ubyte";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Reads_images_and_labels_plain_or_gzipped(bool gzip)
    {
        using var folder = new TempFolder();
        var images = IdxBytes.Images(5, 4, 3);
        var labels = IdxBytes.Labels(7, 0, 255);

        // The name says the opposite of the contents: only the first bytes count.
        var read = IdxFile.Read(folder.Write(gzip ? "a" : "a.gz", gzip ? IdxBytes.Gzip(images) : images), IdxKind.Images, TestContext.Current.CancellationToken);
        var readLabels = IdxFile.Read(folder.Write("b", gzip ? IdxBytes.Gzip(labels) : labels), IdxKind.Labels, TestContext.Current.CancellationToken);

        Assert.Equal([5, 4, 3], read.Dimensions);
        Assert.Equal(images[16..], read.Values);
        Assert.Equal(TinyData.Hash(images), read.ContentSha256());
        Assert.Equal([3], readLabels.Dimensions);
        Assert.Equal([7, 0, 255], readLabels.Values);
        Assert.Equal(TinyData.Hash(labels), readLabels.ContentSha256());
    }

    [Fact]
    public void Reads_a_gzip_header_with_every_optional_field()
    {
        var packed = IdxBytes.Gzip(IdxBytes.Labels(1, 2, 3));
        byte[] fields = [3, 0, 1, 2, 3, .. Encoding.ASCII.GetBytes("name\0remark\0"), 0xAA, 0xBB];
        byte[] full = [.. packed[..10], .. fields, .. packed[10..]];
        full[3] = 0x02 | 0x04 | 0x08 | 0x10;

        Assert.Equal([1, 2, 3], IdxFile.Parse(full, IdxKind.Labels, Name).Values);
    }

    [Fact]
    public void Reads_contents_far_smaller_packed_than_unpacked()
    {
        var blank = IdxBytes.Make([1000, 28, 28], new byte[784_000]);

        Assert.Equal(784_000, IdxFile.Parse(IdxBytes.Gzip(blank), IdxKind.Images, Name).Values.Length);
    }

    [Fact]
    public void An_empty_file_is_refused()
    {
        using var folder = new TempFolder();
        var path = folder.Write("empty.gz", []);

        Fails(() => IdxFile.Read(path, IdxKind.Images), path, "the file is empty");
        Fails(() => IdxFile.Parse(ReadOnlyMemory<byte>.Empty, IdxKind.Images, Name), Name, "the file is empty");
    }

    [Fact]
    public void An_empty_gzip_file_is_refused() =>
        Refused([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0], "cut short inside the header: 0 bytes, expected 16");

    [Fact]
    public void A_cut_header_is_refused()
    {
        Refused([0], "cut short inside the header: 1 bytes, expected 16");
        Refused(IdxBytes.Images(2, 2, 2)[..11], "cut short inside the header: 11 bytes, expected 16");
        Refused(IdxBytes.Gzip(IdxBytes.Images(2, 2, 2)[..11]), "cut short inside the header: 11 bytes, expected 16");
    }

    [Fact]
    public void A_cut_body_is_refused()
    {
        var bytes = IdxBytes.Images(2, 2, 2)[..^1];

        Refused(bytes, "the header promises 2 x 2 x 2 = 8 bytes, the file holds 7");
        Refused(IdxBytes.Gzip(bytes), "the header promises 2 x 2 x 2 = 8 bytes, the gzip data unpack to 7");
    }

    [Fact]
    public void Trailing_bytes_are_refused()
    {
        byte[] bytes = [.. IdxBytes.Images(2, 2, 2), 1, 2, 3];

        Refused(bytes, "3 bytes too many: the header promises 2 x 2 x 2 = 8 bytes, the file holds 11");
        Refused(IdxBytes.Gzip(bytes), "the gzip data unpack to more than the 2 x 2 x 2 = 8 bytes that the header promises");
        Refused([.. IdxBytes.Gzip(IdxBytes.Images(2, 2, 2)), 1, 2, 3], "3 bytes follow the last gzip member");
    }

    [Fact]
    public void A_wrong_magic_number_is_refused()
    {
        Refused(Encoding.ASCII.GetBytes("PNG or something else"), "not an IDX file: it starts with 504e4720 (hex), expected 00000803");
        Refused(IdxBytes.Labels(1, 2, 3), "wrong magic number 2049, expected 2051 (images, 3 dimensions), received 1 dimensions");
        Refused(IdxBytes.Images(1, 2, 3), "wrong magic number 2051, expected 2049 (labels, 1 dimension), received 3 dimensions", IdxKind.Labels);
    }

    [Fact]
    public void A_wrong_element_type_is_refused() =>
        Refused(IdxBytes.Make([1, 1, 1], [0, 0, 0, 0], type: 0x0D), "wrong element type 0x0d, expected 0x08 (unsigned bytes)");

    [Theory]
    [InlineData(0xFFFFFFFFu, 28u, 28u, "dimension 1 is -1, expected 0 or more")]
    [InlineData(1u, 0x80000000u, 28u, "dimension 2 is -2147483648, expected 1 to 65535")]
    [InlineData(1u, 28u, 0u, "dimension 3 is 0, expected 1 to 65535")]
    [InlineData(1u, 65536u, 1u, "dimension 2 is 65536, expected 1 to 65535")]
    [InlineData(0x7FFFFFFFu, 65535u, 65535u, "the most that can be read is")]
    [InlineData(0x40000000u, 2u, 2u, "the most that can be read is")] // 2^32: nothing in 32 bits
    public void Negative_and_absurd_sizes_are_refused(uint count, uint height, uint width, string reason)
    {
        var bytes = IdxBytes.Make([count, height, width], [1, 2, 3]);

        Refused(bytes, reason);
        Refused(IdxBytes.Gzip(bytes), reason);
    }

    [Fact]
    public void A_gzip_bomb_is_refused_before_it_costs_memory()
    {
        var promise = IdxBytes.Gzip(IdxBytes.Make([2_000_000, 28, 28], new byte[100]));
        var plausible = IdxBytes.Gzip(IdxBytes.Make([90, 28, 28], new byte[100]));
        var overflowing = IdxBytes.Gzip(IdxBytes.Make([2, 1, 1], new byte[60_000_000]));

        Assert.InRange(Allocated(() => Refused(promise, "bytes of gzip can hold")), 0, 200_000);
        Assert.InRange(Allocated(() => Refused(plausible, "the gzip data unpack to 100")), 0, 200_000);
        Assert.InRange(Allocated(() => Refused(overflowing, "unpack to more than")), 0, 200_000);
    }

    [Fact]
    public void Damaged_gzip_data_are_refused()
    {
        var packed = IdxBytes.Gzip(IdxBytes.Images(20, 4, 4));
        byte[] checksum = [.. packed];
        checksum[^8] ^= 1;
        byte[] length = [.. packed];
        length[^1] ^= 1;
        byte[] body = [.. packed];
        body[10] |= 0x06; // block type 3 does not exist
        byte[] method = [.. packed];
        method[2] = 7;

        Refused(checksum, "damaged: the gzip trailer says CRC-32");
        Refused(length, "the contents have");
        Refused(body, "the gzip data are damaged");
        Refused(method, "the gzip data are damaged");
        Refused(packed[..15], "the file is cut short");
    }

    [Fact]
    public void What_the_system_refuses_becomes_a_data_error()
    {
        using var folder = new TempFolder();
        var missing = folder.Sub("missing");

        Fails(() => IdxFile.Read(missing, IdxKind.Images), missing, "no such file");
        Fails(() => IdxFile.Read(folder.Path, IdxKind.Images), folder.Path, "is a folder, expected an IDX file");
        Fails(() => Open(new UnauthorizedAccessException("Access to the path 'x' is denied.")), Name, "cannot be opened (no permission)");
        Fails(() => Open(new FileNotFoundException("gone between listing and opening")), Name, "no such file");
        Fails(() => Open(new IOException("Input/output error")), Name, "cannot be opened (Input/output error)");
        Fails(
            () => IdxFile.Read(Name, IdxKind.Images, _ => new FailingStream(), TestContext.Current.CancellationToken),
            Name,
            "cannot be read (the disk is gone)");

        static IdxArray Open(Exception error) =>
            IdxFile.Read(Name, IdxKind.Images, _ => throw error, TestContext.Current.CancellationToken);
    }

    [Fact]
    public void Read_permission_is_needed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "file modes are Unix only; the translated error is tested with an injected opener");
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "root may read anything; the translated error is tested with an injected opener");
        using var folder = new TempFolder();
        var path = folder.Write("locked", IdxBytes.Labels(1));
#pragma warning disable CA1416 // Unix only: skipped on Windows above.
        File.SetUnixFileMode(path, UnixFileMode.None);
#pragma warning restore CA1416

        Fails(() => IdxFile.Read(path, IdxKind.Labels), path, "cannot be opened (no permission)");
    }

    [Fact]
    public void A_message_stays_one_line_whatever_the_file_is_called()
    {
        var error = Assert.Throws<DataException>(() => IdxFile.Parse(new byte[3], IdxKind.Images, "two\nlines\u001b[2J"));

        Assert.StartsWith("two?lines?[2J: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Reading_can_be_cancelled()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        using var plain = new MemoryStream(IdxBytes.Images(2, 2, 2));
        using var packed = new MemoryStream(IdxBytes.Gzip(IdxBytes.Images(2, 2, 2)));

        Assert.Throws<OperationCanceledException>(() => IdxFile.Parse(plain, IdxKind.Images, Name, source.Token));
        Assert.Throws<OperationCanceledException>(() => IdxFile.Parse(packed, IdxKind.Images, Name, source.Token));
    }

    private static void Refused(byte[] bytes, string reason, IdxKind kind = IdxKind.Images) =>
        Fails(() => IdxFile.Parse(bytes, kind, Name), Name, reason);

    private static void Fails(Func<IdxArray> read, string name, string reason)
    {
        var error = Assert.Throws<DataException>(read);
        Assert.StartsWith(name + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Matches("; [^;]+\\.$", error.Message); // the way out
    }

    private static long Allocated(Action action)
    {
        action();
        var before = GC.GetAllocatedBytesForCurrentThread();
        action();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private sealed class FailingStream : MemoryStream
    {
        public override long Length => 100;

        public override int Read(Span<byte> buffer) => throw new IOException("the disk is gone");

        public override int Read(byte[] buffer, int offset, int count) => throw new IOException("the disk is gone");
    }
}
