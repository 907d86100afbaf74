using System.Buffers.Binary;
using Temper.Lab.Images;
using Xunit;
using static Temper.Tests.Images.PngEditing;

namespace Temper.Tests.Images;

/// <summary>Every kind of PNG file: colour types, depths, palettes, transparency, interlacing, orientation, made here bit by bit.</summary>
public sealed class PngFormatTests
{
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    public static TheoryData<int, int, bool> Kinds
    {
        get
        {
            var kinds = new TheoryData<int, int, bool>();
            foreach (var (type, depths) in new (int, int[])[] { (0, [1, 2, 4, 8, 16]), (2, [8, 16]), (3, [1, 2, 4, 8]), (4, [8, 16]), (6, [8, 16]) })
            {
                foreach (var depth in depths)
                {
                    kinds.Add(type, depth, false);
                    kinds.Add(type, depth, true);
                }
            }

            return kinds;
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_colour_type_and_depth_is_read(int type, int depth, bool interlaced)
    {
        foreach (var (width, height) in new[] { (1, 1), (3, 2), (5, 9), (9, 5), (16, 17) })
        {
            var (samples, palette) = (new int[width * height * Channels(type)], new byte[3 * (1 << Math.Min(depth, 8))]);
            new Random(width).NextBytes(palette);
            var random = new Random((1000 * type) + (10 * depth) + width);
            for (var i = 0; i < samples.Length; i++)
            {
                samples[i] = random.Next(1 << depth);
            }

            // Opaque: transparency is another test.
            for (var i = Channels(type) - 1; type >= 4 && i < samples.Length; i += Channels(type))
            {
                samples[i] = (1 << depth) - 1;
            }

            var expected = new byte[width * height];
            for (var i = 0; i < expected.Length; i++)
            {
                var at = i * Channels(type);
                expected[i] = type switch
                {
                    0 or 4 => To8(samples[at], depth),
                    3 => Luma(palette[3 * samples[at]], palette[(3 * samples[at]) + 1], palette[(3 * samples[at]) + 2]),
                    _ => Luma(To8(samples[at], depth), To8(samples[at + 1], depth), To8(samples[at + 2], depth)),
                };
            }

            AssertPixels(expected, Png(width, height, type, depth, interlaced, samples, type == 3 ? Chunk("PLTE"u8, palette) : []), width, height);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(16)]
    public void One_grey_may_be_transparent(int depth)
    {
        var most = (1 << depth) - 1;
        int[] samples = [0, most, most, 0];
        var clear = new byte[2];

        // Behind the bright pixels that are left, what is transparent becomes black; behind dark ones, white.
        BinaryPrimitives.WriteUInt16BigEndian(clear, 0);
        AssertPixels([0, 255, 255, 0], Png(2, 2, 0, depth, false, samples, Chunk("tRNS"u8, clear)), 2, 2);
        BinaryPrimitives.WriteUInt16BigEndian(clear, (ushort)most);
        AssertPixels([0, 255, 255, 0], Png(2, 2, 0, depth, false, samples, Chunk("tRNS"u8, clear)), 2, 2);
    }

    [Fact]
    public void Colours_and_palette_entries_may_be_transparent()
    {
        // Red is transparent; what is left is bright, so that it becomes black.
        AssertPixels([0, 226], Png(2, 1, 2, 8, false, [255, 0, 0, 255, 255, 0], Chunk("tRNS"u8, [0, 255, 0, 0, 0, 0])), 2, 1);
        byte[] palette = [255, 0, 0, 255, 255, 0, 255, 255, 255];

        // Half of red over black; entries that are not named are opaque.
        AssertPixels([38, 226, 255], Png(3, 1, 3, 8, false, [0, 1, 2], [.. Chunk("PLTE"u8, palette), .. Chunk("tRNS"u8, [128])]), 3, 1);
    }

    [Fact]
    public void Gamma_and_colour_profiles_change_nothing() =>
        AssertPixels([10, 200], Png(2, 1, 0, 8, false, [10, 200], [.. Chunk("gAMA"u8, [0, 0, 0x27, 0x10]), .. Chunk("sRGB"u8, [1])]), 2, 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_orientation_is_heeded_before_the_pixels_and_after_them_in_either_byte_order(int orientation)
    {
        // Where each of 0 1 2 / 3 4 5 goes, by the EXIF standard: 1 as it is, 3 upside down, 6 a quarter turn to the right...
        int[] upright = orientation switch
        {
            2 => [2, 1, 0, 5, 4, 3],
            3 => [5, 4, 3, 2, 1, 0],
            4 => [3, 4, 5, 0, 1, 2],
            5 => [0, 3, 1, 4, 2, 5],
            6 => [3, 0, 4, 1, 5, 2],
            7 => [5, 2, 4, 1, 3, 0],
            8 => [2, 5, 1, 4, 0, 3],
            _ => [0, 1, 2, 3, 4, 5],
        };
        int[] samples = [0, 40, 80, 120, 160, 200];
        byte[] expected = [.. upright.Select(i => (byte)samples[i])];
        var (width, height) = orientation >= 5 ? (2, 3) : (3, 2);
        foreach (var isLittle in new[] { false, true })
        {
            foreach (var bits in new[] { 16, 32 })
            {
                var exif = Exif(orientation, isLittle, bits);
                AssertPixels(expected, Png(3, 2, 0, 8, false, samples, Chunk("eXIf"u8, exif)), width, height);
                AssertPixels(expected, Png(3, 2, 0, 8, true, samples, [], Chunk("eXIf"u8, exif)), width, height);
                AssertPixels(expected, Png(3, 2, 0, 8, false, samples, Chunk("eXIf"u8, [.. "Exif\0\0"u8, .. exif])), width, height);
            }
        }
    }

    [Fact]
    public void Exif_data_that_are_damaged_or_say_nothing_change_nothing()
    {
        var sound = Exif(6, isLittle: false, 16);
        List<byte[]> bad = [Exif(0, false, 16), Exif(9, true, 16), Exif(70_000, true, 32), [.. "MM"u8]];
        bad.AddRange(Enumerable.Range(0, 20).Select(length => sound[..length]));
        foreach (var (at, value) in new (int, byte)[] { (0, 0x58), (3, 43), (4, 255), (7, 200), (9, 0), (11, 0x13), (13, 2), (17, 2) })
        {
            var copy = sound.ToArray();
            copy[at] = value;
            bad.Add(copy);
        }

        Assert.All(bad, exif => AssertPixels([0, 40, 80, 120, 160, 200], Png(3, 2, 0, 8, false, [0, 40, 80, 120, 160, 200], Chunk("eXIf"u8, exif)), 3, 2));
    }

    private static int Channels(int type) => type switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 };

    private static byte To8(int sample, int depth) => (byte)(depth == 16 ? sample >> 8 : sample * 255 / ((1 << depth) - 1));

    private static byte Luma(int red, int green, int blue) => (byte)(((299 * red) + (587 * green) + (114 * blue) + 500) / 1000);

    private static void AssertPixels(byte[] expected, byte[] png, int width, int height)
    {
        var input = ImageInput.Decode(png, "p", height, width);
        Assert.Equal((height, width), (input.SourceHeight, input.SourceWidth));
        Assert.Equal(expected, input.Inverted ? Array.ConvertAll(input.Pixels, value => (byte)(255 - value)) : input.Pixels);
    }

    private static byte[] Exif(int orientation, bool isLittle, int bits)
    {
        byte[] value = BitConverter.GetBytes(orientation);
        byte[] big = bits == 16 ? [value[1], value[0], 0, 0] : [value[3], value[2], value[1], value[0]];
        var type = (byte)(bits == 16 ? 3 : 4);
        return isLittle
            ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, type, 0, 1, 0, 0, 0, .. value, 0, 0, 0, 0]
            : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, type, 0, 0, 0, 1, .. big, 0, 0, 0, 0];
    }

    private static byte[] Png(int width, int height, int type, int depth, bool interlaced, int[] samples, byte[] before, byte[]? after = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)type, (byte)(interlaced ? 1 : 0));
        var rows = new List<byte>();
        foreach (var (x, y, stepX, stepY) in interlaced ? Passes : [(0, 0, 1, 1)])
        {
            for (var row = y; row < height && x < width; row += stepY)
            {
                AddRow(rows, Enumerable.Range(0, (width - x + stepX - 1) / stepX).SelectMany(i => samples.Skip(((row * width) + x + (i * stepX)) * Channels(type)).Take(Channels(type))), depth);
            }
        }

        return WithRightSums(
        [
            0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, .. Chunk("IHDR"u8, header), .. before, .. Rows([.. rows]), .. after ?? [], .. Chunk("IEND"u8, []),
        ]);
    }

    /// <summary>A filter byte for none, then the samples, the first in the highest bits.</summary>
    private static void AddRow(List<byte> rows, IEnumerable<int> samples, int depth)
    {
        rows.Add(0);
        var (held, bits) = (0, 0);
        foreach (var sample in samples)
        {
            held = (held << depth) | sample;
            for (bits += depth; bits >= 8; bits -= 8)
            {
                rows.Add((byte)(held >> (bits - 8)));
            }
        }

        if (bits > 0)
        {
            rows.Add((byte)(held << (8 - bits)));
        }
    }
}
