using System.Buffers.Binary;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Damaged files by the thousand: the reader gives a data error or a right array, and bounded memory.</summary>
public sealed class IdxFuzzTests
{
    private const int PlainFiles = 70_000;
    private const int PackedFiles = 50_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cut_at_any_byte_a_file_is_refused(bool gzip)
    {
        var whole = Small(gzip);
        for (var length = 0; length < whole.Length; length++)
        {
            Assert.Throws<DataException>(() => IdxFile.Parse(whole.AsMemory(0, length), IdxKind.Images, "cut"));
        }
    }

    [Fact]
    public void With_any_bit_flipped_a_gzipped_file_is_refused_or_gives_the_same_pixels()
    {
        var whole = Small(gzip: true);
        var expected = IdxFile.Parse(whole, IdxKind.Images, "whole");
        var refused = 0;
        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
            if (TryParse(whole) is { } read)
            {
                Assert.Equal(expected.Dimensions, read.Dimensions);
                Assert.Equal(expected.Values, read.Values);
            }
            else
            {
                refused++;
            }

            whole[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        // Only the header's time stamp and the like may differ unnoticed.
        Assert.InRange(refused, 8 * (whole.Length - 10), 8 * whole.Length);
    }

    [Fact]
    public void With_any_bit_flipped_a_plain_file_is_refused_or_differs_in_one_pixel()
    {
        var whole = Small(gzip: false);
        for (var bit = 0; bit < 8 * whole.Length; bit++)
        {
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(bit >= 8 * 16, TryParse(whole) is { } read && read.Values.AsSpan().SequenceEqual(whole.AsSpan(16)));
            whole[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Mutated_plain_files_cost_no_more_memory_than_they_hold() =>
        Fuzz(PlainFiles, random => Mutate(random, Seed(random)), length => 64_000 + (4L * length));

    // The bound is DEFLATE's best ratio, times two because the buffer doubles.
    [Fact]
    public void Mutated_gzipped_files_cost_bounded_memory() =>
        Fuzz(
            PackedFiles,
            random => random.Next(3) == 0
                ? IdxBytes.Gzip(Mutate(random, Seed(random)))
                : Mutate(random, IdxBytes.Gzip(Seed(random))),
            length => 200_000 + (2L * 1032 * length));

    private static void Fuzz(int count, Func<Random, byte[]> next, Func<int, long> most)
    {
        var random = new Random(20_250_101);
        var good = 0;
        for (var i = 0; i < count; i++)
        {
            var bytes = next(random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            good += TryParse(bytes) is null ? 0 : 1;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > most(bytes.Length))
            {
                Assert.Fail($"file {i} of {bytes.Length} bytes took {allocated} bytes: {Convert.ToHexString(bytes)}");
            }
        }

        // Some survive and most do not; otherwise the mutations would test nothing.
        Assert.InRange(good, count / 1000, count / 2);
    }

    // Any other exception ends the test.
    private static IdxArray? TryParse(byte[] bytes)
    {
        try
        {
            return IdxFile.Parse(bytes, IdxKind.Images, "mutated");
        }
        catch (DataException)
        {
            return null;
        }
    }

    private static byte[] Small(bool gzip) => gzip ? IdxBytes.Gzip(IdxBytes.Images(3, 5, 4)) : IdxBytes.Images(3, 5, 4);

    private static byte[] Seed(Random random) => random.Next(3) switch
    {
        0 => IdxBytes.Images(random.Next(0, 6), random.Next(1, 6), random.Next(1, 6), random.Next()),
        1 => IdxBytes.Make([(uint)random.Next(1, 40), 4, 4], new byte[random.Next(1, 640)]),
        _ => IdxBytes.Labels(1, 2, 3, 4),
    };

    private static byte[] Mutate(Random random, byte[] bytes)
    {
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(6))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3:
                    bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                    break;
                case 4:
                    bytes = [.. bytes[..at], .. bytes[random.Next(at)..]];
                    break;
                default:
                    Interesting(random, bytes);
                    break;
            }
        }

        return bytes;
    }

    // Numbers at the edges of the types, where the sizes are.
    private static void Interesting(Random random, byte[] bytes)
    {
        var at = 4 * random.Next(4);
        if (bytes.Length >= at + 4)
        {
            uint[] values = [0, 1, 0x7F, 0xFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, 0x00000803];
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(at), values[random.Next(values.Length)]);
        }
    }
}
