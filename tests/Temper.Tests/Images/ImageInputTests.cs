using System.Buffers.Binary;
using StbImageWriteSharp;
using Temper.Data;
using Temper.Lab.Images;
using Temper.Tests.Cli;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Images;

public sealed class ImageInputTests
{
    [Fact]
    public void A_picture_of_the_right_size_stays_as_it_is()
    {
        var values = Sample(28, 28);
        var input = ImageInput.Decode(TestPictures.Png(values, 28, 28), "p", 28, 28);
        Assert.Equal(values, input.Pixels);
        Assert.Equal((28, 28, 28, 28, false), (input.Height, input.Width, input.SourceHeight, input.SourceWidth, input.Inverted));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    public void Enlarged_by_a_whole_factor_it_comes_back_exactly(int factor)
    {
        var values = Sample(28, 28);
        var large = new byte[values.Length * factor * factor];
        for (var i = 0; i < large.Length; i++)
        {
            large[i] = values[(i / (28 * factor) / factor * 28) + (i % (28 * factor) / factor)];
        }

        Assert.Equal(values, ImageInput.Decode(TestPictures.Png(large, 28 * factor, 28 * factor), "p", 28, 28).Pixels);
    }

    [Fact]
    public void Shrinking_averages_areas_and_growing_interpolates()
    {
        // 3 columns to 2: each takes one and a half.
        Assert.Equal([80, 140], ImageInput.Decode(TestPictures.Png([90, 60, 180, 90, 60, 180, 90, 60, 180], 3, 3), "p", 2, 2).Pixels[..2]);

        // 2 columns to 4: centres at -0.25, 0.25, 0.75 and 1.25.
        Assert.Equal([40, 60, 100, 120], ImageInput.Decode(TestPictures.Png([40, 120, 40, 120], 2, 2), "p", 4, 4).Pixels[..4]);
        Assert.Equal(Enumerable.Repeat((byte)9, 12), ImageInput.Decode(TestPictures.Png([9], 1, 1), "p", 4, 3).Pixels);
    }

    [Theory]
    [InlineData(40, 20)]
    [InlineData(20, 40)]
    [InlineData(8, 4)]
    [InlineData(1, 2000)]
    [InlineData(2000, 1)]
    public void The_aspect_ratio_is_kept_and_the_rest_has_the_backgrounds_shade(int width, int height)
    {
        var values = new byte[width * height];
        Array.Fill<byte>(values, 30);
        values[(height / 2 * width) + (width / 2)] = 200;
        var input = ImageInput.Decode(TestPictures.Png(values, width, height), "p", 10, 10);
        var (rows, columns) = (Math.Clamp(10 * height / Math.Max(width, height), 1, 10), Math.Clamp(10 * width / Math.Max(width, height), 1, 10));
        var margin = Enumerable.Range(0, 100).Where(i => i / 10 < (10 - rows) / 2 || i % 10 < (10 - columns) / 2);
        Assert.All(margin, i => Assert.Equal(30, input.Pixels[i]));
        Assert.False(input.Inverted);
    }

    [Fact]
    public void Dark_on_light_is_inverted_and_its_padding_too()
    {
        var values = Sample(20, 28);
        var straight = ImageInput.Decode(TestPictures.Png(values, 20, 28), "p", 28, 28);
        var inverted = ImageInput.Decode(TestPictures.Png(Array.ConvertAll(values, value => (byte)(255 - value)), 20, 28), "p", 28, 28);
        Assert.False(straight.Inverted);
        Assert.True(inverted.Inverted);
        Assert.Equal(straight.Pixels, inverted.Pixels);
    }

    [Fact]
    public void Colours_become_luma()
    {
        var colours = new byte[3 * 9];
        (colours[12], colours[13], colours[14]) = (200, 100, 50);
        Assert.Equal(((299 * 200) + (587 * 100) + (114 * 50) + 500) / 1000, ImageInput.Decode(TestPictures.Png(colours, 3, 3, ColorComponents.RedGreenBlue), "p", 3, 3).Pixels[4]);
    }

    [Theory]
    [InlineData(240, false, 240)]
    [InlineData(20, true, 235)]
    public void Behind_transparency_is_what_makes_the_motif_stand_out(byte motif, bool isInverted, byte expected)
    {
        var colours = new byte[4 * 25];
        for (var channel = 0; channel < 4; channel++)
        {
            colours[(4 * 12) + channel] = channel < 3 ? motif : (byte)255;
        }

        var input = ImageInput.Decode(TestPictures.Png(colours, 5, 5, ColorComponents.RedGreenBlueAlpha), "p", 5, 5);
        Assert.Equal(isInverted, input.Inverted);
        Assert.Equal(expected, input.Pixels[12]);
        Assert.Equal(0, input.Pixels[0]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 2)]
    [InlineData(5, 0)]
    [InlineData(6, 1)]
    [InlineData(7, 3)]
    [InlineData(8, 2)]
    public void Photos_are_turned_upright(byte orientation, int corner)
    {
        // Brightness in the upper left of what the camera wrote comes to lie in this corner: 0 1 above, 2 3 below.
        var values = new byte[32 * 32];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = i / 32 is >= 4 and < 16 && i % 32 is >= 4 and < 16 ? (byte)255 : (byte)0;
        }

        foreach (var isLittle in (bool[])[true, false])
        {
            var file = WithOrientation(TestPictures.Jpeg(values, 32, 32), orientation, isLittle);
            var pixels = ImageInput.Decode(file, "p", 4, 4).Pixels;
            int[] corners = [pixels[5], pixels[6], pixels[9], pixels[10]];
            Assert.Equal(corner, Array.IndexOf(corners, corners.Max()));
        }
    }

    [Fact]
    public void Margins_are_trimmed_on_request()
    {
        var values = new byte[100 * 100];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (i / 100, i % 100) is ( >= 20 and < 40, >= 70 and < 90) ? (byte)(100 + (i % 100)) : (byte)(5 + (i % 7));
        }

        var file = TestPictures.Png(values, 100, 100);
        Assert.True(ImageInput.Decode(file, "p", 20, 20).HasWideMargins);
        var trimmed = ImageInput.Decode(file, "p", 20, 20, trim: true);
        Assert.Equal(Enumerable.Range(170, 20).Select(value => (byte)value), trimmed.Pixels[..20]);
        Assert.False(ImageInput.Decode(TestPictures.Png(Sample(28, 28), 28, 28), "p", 28, 28).HasWideMargins);
        Assert.All(ImageInput.Decode(TestPictures.Png(new byte[9], 3, 3), "p", 3, 3, trim: true).Pixels, pixel => Assert.Equal(0, pixel));
    }

    [Fact]
    public void What_cannot_be_read_is_one_line_with_the_files_name()
    {
        using var folder = new TempFolder();
        var png = TestPictures.Png(Sample(28, 28), 28, 28);
        var jpeg = TestPictures.Jpeg(Sample(28, 28), 28, 28);
        Refused(folder.Sub("missing.png"), "no such file");
        Refused(folder.Sub("no", "such.png"), "no such file");
        Refused(folder.Path, "is a folder");
        Refused(folder.Write("empty.png", []), "empty");
        Refused(folder.Write("text.png", [.. "GIF89a and more"u8]), "neither a PNG nor a JPEG");
        Refused(folder.Write("cut.png", png[..^20]), "cut off");
        Refused(folder.Write("cut.jpg", jpeg[..^20]), "cut off");
        Refused(folder.Write("flip.png", [.. png[..60], (byte)(png[60] ^ 1), .. png[61..]]), "checksum");
        Refused(folder.Write("arithmetic.jpg", Replace(jpeg, [0xFF, 0xC0], [0xFF, 0xC9])), "arithmetic");
        using (var large = File.Create(folder.Sub("large.png")))
        {
            large.SetLength(ImageInput.MostBytes + 1L);
        }

        Refused(folder.Sub("large.png"), "at most");
    }

    [Fact]
    public void Too_many_pixels_are_refused_before_they_are_decoded()
    {
        var header = PngEditing.WithHeader(TestPictures.Png([1], 1, 1), width: 100_000, height: 100_000);
        var jpeg = TestPictures.Jpeg(Sample(28, 28), 28, 28);
        var frame = jpeg.AsSpan().IndexOf([(byte)0xFF, (byte)0xC0]);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 5), 60_000);
        BinaryPrimitives.WriteUInt16BigEndian(jpeg.AsSpan(frame + 7), 60_000);
        foreach (var file in (byte[][])[header, jpeg])
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var error = Assert.Throws<DataException>(() => ImageInput.Decode(file, "p", 28, 28));
            Assert.Contains("expected at most 40 million", error.Message, StringComparison.Ordinal);
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        }
    }

    [Fact]
    public void A_png_that_unpacks_to_more_than_its_size_is_refused()
    {
        var bomb = PngEditing.WithRows(TestPictures.Png([1], 1, 1), new byte[50_000_000]);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() => ImageInput.Decode(bomb, "p", 28, 28));
        Assert.Contains("more pixels", error.Message, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 2_000_000);
    }

    private static void Refused(string path, string part)
    {
        var error = Assert.Throws<DataException>(() => ImageInput.Load(path, 28, 28));
        Assert.StartsWith(path + ": ", error.Message, StringComparison.Ordinal);
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    /// <summary>Something bright on a dark ground.</summary>
    private static byte[] Sample(int width, int height)
    {
        var values = new byte[width * height];
        for (var i = 0; i < values.Length; i++)
        {
            var (y, x) = (i / width, i % width);
            values[i] = y < 2 || x < 2 || y >= height - 2 || x >= width - 2 ? (byte)0 : (byte)(60 + ((i * 37) % 190));
        }

        return values;
    }

    private static byte[] Replace(byte[] bytes, ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var copy = bytes.ToArray();
        to.CopyTo(copy.AsSpan(copy.AsSpan().IndexOf(from)));
        return copy;
    }

    private static byte[] WithOrientation(byte[] jpeg, byte orientation, bool isLittle)
    {
        byte[] tiff = isLittle
            ? [.. "II"u8, 42, 0, 8, 0, 0, 0, 1, 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, orientation, 0, 0, 0, 0, 0, 0, 0]
            : [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0];
        return [0xFF, 0xD8, 0xFF, 0xE1, 0, (byte)(8 + tiff.Length), .. "Exif\0\0"u8, .. tiff, .. jpeg[2..]];
    }
}
