using System.Buffers.Binary;
using StbImageSharp;
using Temper.Lab.Images;
using Xunit;

namespace Temper.Tests.Images;

/// <summary>Another PNG decoder sees the same pixels: of all kinds, with rows of random bytes and all five filters.</summary>
public sealed class PngOtherDecoderTests
{
    public static TheoryData<int, int> Kinds => new()
    {
        { 0, 1 }, { 0, 2 }, { 0, 4 }, { 0, 8 }, { 0, 16 }, { 2, 8 }, { 2, 16 }, { 3, 1 }, { 3, 2 }, { 3, 4 }, { 3, 8 }, { 4, 8 }, { 4, 16 }, { 6, 8 }, { 6, 16 },
    };

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_pixels_are_the_same(int colour, int depth)
    {
        var random = new Random((100 * colour) + depth);
        for (var round = 0; round < 60; round++)
        {
            var file = RandomPng(random, colour, depth, interlaced: round % 2 == 1, withTransparency: colour is 0 or 2 or 3 && round % 3 == 0);
            var other = ImageResult.FromMemory(file, ColorComponents.RedGreenBlueAlpha);
            var ours = PictureFile.Decode(file, "p", TestContext.Current.CancellationToken);
            Assert.Equal((other.Width, other.Height), (ours.Width, ours.Height));
            Assert.Equal(Grey(other.Data), ours.Values);
        }
    }

    private static byte[] RandomPng(Random random, int colour, int depth, bool interlaced, bool withTransparency)
    {
        var (width, height) = (random.Next(1, 40), random.Next(1, 40));
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = ((byte)depth, (byte)colour, (byte)(interlaced ? 1 : 0));
        var read = PngHeader.Read(header, "p");
        var rows = new List<byte>();
        foreach (var pass in read.Passes)
        {
            for (var y = 0; y < pass.Rows; y++)
            {
                // Few values, so that the one that is transparent occurs.
                var row = new byte[read.RowBytes(pass.Columns)];
                random.NextBytes(row);
                rows.AddRange([(byte)random.Next(5), .. random.Next(2) == 0 ? row : row.Select(value => (byte)(value & 1))]);
            }
        }

        var palette = new byte[3 * (random.Next(2) == 0 ? 1 << Math.Min(depth, 8) : 2)];
        random.NextBytes(palette);
        byte[] clear = colour switch { 0 => [0, 1], 2 => [0, 1, 0, 0, 0, 1], _ => [(byte)random.Next(256), (byte)random.Next(256)] };
        return PngEditing.WithRightSums(
        [
            0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, .. PngEditing.Chunk("IHDR"u8, header), .. colour == 3 ? PngEditing.Chunk("PLTE"u8, palette) : [],
            .. withTransparency ? PngEditing.Chunk("tRNS"u8, clear) : [], .. PngEditing.Rows([.. rows]), .. PngEditing.Chunk("IEND"u8, []),
        ]);
    }

    /// <summary>Luma over black where the visible is bright on average, else over white.</summary>
    private static byte[] Grey(byte[] colours)
    {
        static int Luma(ReadOnlySpan<byte> pixel) => ((299 * pixel[0]) + (587 * pixel[1]) + (114 * pixel[2]) + 500) / 1000;
        long sum = 0, opacity = 0;
        for (var at = 0; at < colours.Length; at += 4)
        {
            sum += Luma(colours.AsSpan(at)) * colours[at + 3];
            opacity += colours[at + 3];
        }

        var backdrop = 2 * sum >= 255 * opacity ? 0 : 255;
        return
        [
            .. Enumerable.Range(0, colours.Length / 4)
                .Select(i => (byte)(((Luma(colours.AsSpan(4 * i)) * colours[(4 * i) + 3]) + (backdrop * (255 - colours[(4 * i) + 3])) + 127) / 255)),
        ];
    }
}
