using System.Buffers.Binary;
using System.IO.Compression;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Files of several gzip members are the concatenation of their contents.</summary>
public sealed class GzipMembersTests
{
    private static readonly byte[] Small = IdxBytes.Images(20, 4, 4);

    /// <summary>A member without contents, for which .NET writes nothing at all.</summary>
    private static readonly byte[] Empty = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Two_members_may_be_divided_anywhere()
    {
        for (var at = 0; at <= Small.Length; at++)
        {
            AssertRead(Small, [.. Packed(Small[..at]), .. Packed(Small[at..])]);
        }
    }

    [Fact]
    public void Members_of_one_byte_and_empty_ones_are_read()
    {
        byte[] stored = [.. Empty[..10], 1, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] file = [.. Empty, .. stored, .. Small.SelectMany<byte, byte>(value => [.. IdxBytes.Gzip([value]), .. Empty]), .. stored, .. Empty];
        AssertRead(Small, file);
    }

    [Fact]
    public void Members_with_the_same_contents_are_read()
    {
        byte[] same = [.. IdxBytes.Make([8, 4, 4], []), .. Enumerable.Repeat((byte)9, 128)];
        AssertRead(same, [.. IdxBytes.Gzip(same[..16]), .. IdxBytes.Gzip(same[16..80]), .. IdxBytes.Gzip(same[80..])]);
    }

    /// <summary>The inflater takes 8192 bytes at a time: members end shortly before, at and after that.</summary>
    [Theory]
    [InlineData(CompressionLevel.NoCompression)]
    [InlineData(CompressionLevel.Fastest)]
    public void A_member_may_end_at_any_place_of_what_is_taken_at_once(CompressionLevel level)
    {
        var images = IdxBytes.Images(30_000, 1, 1);
        for (var first = 8130; first < 8210; first++)
        {
            AssertRead(images, [.. IdxBytes.Gzip(images[..first], level), .. IdxBytes.Gzip(images[first..(2 * first)], level), .. IdxBytes.Gzip(images[(2 * first)..], level)]);
        }
    }

    [Fact]
    public void Bgzip_files_are_read()
    {
        var images = IdxBytes.Images(70_000, 2, 2);
        byte[] file =
        [
            .. images.Chunk(60_000).SelectMany(Block),

            // The end that bgzip writes.
            0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, 0x1B, 0, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        ];
        AssertRead(images, file);

        static byte[] Block(byte[] part)
        {
            var gzip = IdxBytes.Gzip(part);
            var size = new byte[2];
            BinaryPrimitives.WriteUInt16LittleEndian(size, (ushort)(gzip.Length + 8 - 1));
            return [0x1F, 0x8B, 8, 4, 0, 0, 0, 0, 0, 0xFF, 6, 0, (byte)'B', (byte)'C', 2, 0, .. size, .. gzip[10..]];
        }
    }

    [Fact]
    public void Zeros_after_the_last_member_are_padding()
    {
        foreach (var zeros in new[] { 1, 2, 7, 8, 9, 512, 20_000 })
        {
            AssertRead(Small, [.. IdxBytes.Gzip(Small[..100]), .. IdxBytes.Gzip(Small[100..]), .. new byte[zeros]]);
            AssertRead(Small, [.. IdxBytes.Gzip(Small), .. Empty, .. new byte[zeros]]);
        }
    }

    [Fact]
    public void Anything_else_after_the_last_member_is_refused()
    {
        var packed = IdxBytes.Gzip(Small);
        Refused([.. packed, 1, 2, 3], $"3 bytes follow the last gzip member, at byte {packed.Length}, that are neither another one nor padding");
        Refused([.. packed, 0, 0, 1], "3 bytes follow the last gzip member");
        Refused([.. packed, 0x1F], "1 bytes follow the last gzip member");
        Refused([.. packed, .. Small], "bytes follow the last gzip member");
    }

    [Fact]
    public void What_is_wrong_with_a_member_is_told_with_its_number_and_place()
    {
        var first = IdxBytes.Gzip(Small[..200]);
        var second = IdxBytes.Gzip(Small[200..]);
        var where = $"(gzip member 2, from byte {first.Length})";
        Refused([.. first, .. Changed(^8)], $"damaged: the gzip trailer says CRC-32", where);
        Refused([.. first, .. Changed(^1)], $"damaged: the gzip trailer says CRC-32", where);
        Refused([.. first, .. Changed(2)], $"the gzip data are damaged {where}");
        Refused([.. first, .. second[..10], 7, .. second[11..]], $"the gzip data are damaged {where}");
        Refused([.. first, .. second[..^1]], $"the file is cut short {where}");
        Refused([.. first, .. second[..12]], $"the file is cut short {where}");
        Refused([.. first, .. second[..5]], $"the file is cut short {where}");
        Refused([.. first, 0x1F, 0x8B], $"the file is cut short {where}");
        Refused(first, "the header promises 20 x 4 x 4 = 320 bytes, the gzip data unpack to 184");
        Refused([.. first, .. second, .. second], "unpack to more than the 20 x 4 x 4 = 320 bytes");
        Refused([.. first[..^8], .. new byte[8], .. second], "damaged: the gzip trailer says CRC-32 00000000 of 0 bytes", "(gzip member 1, from byte 0)");

        byte[] Changed(Index at)
        {
            var copy = second.ToArray();
            copy[at] ^= 1;
            return copy;
        }
    }

    [Fact]
    public void With_any_bit_flipped_or_cut_at_any_byte_it_is_refused_or_gives_the_same_pixels()
    {
        byte[] file = [.. IdxBytes.Gzip(Small[..150]), .. IdxBytes.Gzip(Small[150..])];
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Throws<DataException>(() => IdxFile.Parse(file.AsMemory(0, length), IdxKind.Images, "cut"));
        }

        for (var bit = 0; bit < 8 * file.Length; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            try
            {
                Assert.Equal(Small[16..], IdxFile.Parse(file, IdxKind.Images, "flipped").Values);
            }
            catch (DataException error)
            {
                Assert.DoesNotContain('\n', error.Message);
            }

            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void What_cannot_seek_is_read_to_its_end_and_no_further_than_it_promises()
    {
        byte[][] files = [Small, IdxBytes.Gzip(Small), [.. IdxBytes.Gzip(Small[..9]), .. IdxBytes.Gzip(Small[9..]), .. new byte[9]]];
        foreach (var file in files)
        {
            using var stream = new ForwardOnly(new MemoryStream(file));
            Assert.Equal(Small[16..], IdxFile.Parse(stream, IdxKind.Images, "pipe", TestContext.Current.CancellationToken).Values);
        }

        foreach (var (endless, part) in new (Stream, string)[]
        {
            (new ForwardOnly(new Endless([])), "wrong element type 0x00"),
            (new ForwardOnly(new Endless(Small)), "1 bytes too many"),
            (new ForwardOnly(new MemoryStream([])), "the file is empty"),
            (new ForwardOnly(new MemoryStream(Small[..300])), "the file holds 284"),
        })
        {
            using (endless)
            {
                Assert.Contains(part, Assert.Throws<DataException>(() => IdxFile.Parse(endless, IdxKind.Images, "pipe")).Message, StringComparison.Ordinal);
            }
        }
    }

    private static byte[] Packed(byte[] bytes) => bytes.Length == 0 ? Empty : IdxBytes.Gzip(bytes);

    private static void AssertRead(byte[] plain, byte[] file)
    {
        var expected = IdxFile.Parse(plain, IdxKind.Images, "plain");
        var read = IdxFile.Parse(file, IdxKind.Images, "gzip");
        Assert.Equal(expected.Dimensions, read.Dimensions);
        Assert.True(expected.Values.AsSpan().SequenceEqual(read.Values));
        Assert.Equal(expected.ContentSha256(), read.ContentSha256());
    }

    private static void Refused(byte[] file, params string[] parts)
    {
        var error = Assert.Throws<DataException>(() => IdxFile.Parse(file, IdxKind.Images, "my.gz")).Message;
        Assert.StartsWith("my.gz: ", error, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, error, StringComparison.Ordinal));
        Assert.Matches("; [^;]+\\.$", error);
    }
}
