using System.Globalization;
using Temper.Data;
using Temper.Lab.Images;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Images;

/// <summary>Pictures made to take long or much memory: refused before they are decoded, or decoded within bounds and given up on request.</summary>
public sealed class HostilePictureTests
{
    private const int Large = 6300;
    private const int Blocks = 788 * 788;

    public static TheoryData<string> LargePictures => ["baseline", "progressive", "png", "interlaced png"];

    [Fact]
    public void A_scan_3000_times_is_refused_before_anything_is_decoded()
    {
        var file = JpegMaking.EmptyScans(Large, Large, 3000);
        Assert.InRange(file.Length, 0, 54_300);
        Refused(file, "p: a JPEG of 3000 scans, 6300 x 6300 pixels and 0.0 MB would take too long to decode; save the picture smaller, or as a JPEG that is not progressive.");
    }

    [Fact]
    public void As_many_scans_as_are_allowed_are_decoded_and_one_more_is_refused()
    {
        Assert.NotNull(Decode(JpegMaking.Progressive(16, 16, JpegStructure.MostScans)));
        Refused(JpegMaking.Progressive(16, 16, JpegStructure.MostScans + 1), "a JPEG of 101 scans, 16 x 16 pixels");
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 2)]
    public void Scans_times_pixels_are_bounded(bool refining, int weight)
    {
        // The first scan and every 14th after it refine nothing.
        long Visits(int scans) => Enumerable.Range(0, scans).Sum(i => (long)Blocks * (i == 0 || i % 14 == 1 ? 1 : weight));
        var most = Enumerable.Range(1, 100).Last(scans => Visits(scans) + (JpegMaking.Progressive(Large, Large, scans, 1, refining).Length / 2) <= JpegStructure.MostWork);
        Assert.InRange(most, 15, 40);
        var size = ImageInput.Measure(JpegMaking.Progressive(Large, Large, most, 1, refining), "p");
        Assert.Equal((Large, Large), (size.Width, size.Height));
        Assert.InRange(size.Effort, 20L * Visits(most), 20 * JpegStructure.MostWork);
        Refused(JpegMaking.Progressive(Large, Large, most + 1, 1, refining), string.Create(CultureInfo.InvariantCulture, $"a JPEG of {most + 1} scans, 6300 x 6300 pixels"));
    }

    [Fact]
    public void Padding_counts()
    {
        // Of units of 4 x 4 blocks a picture of one row fills a fraction, but the decoder makes them whole.
        var wide = JpegMaking.Progressive(65_500, 1, 100);
        Assert.InRange(ImageInput.Measure(wide, "p").Effort - (20L * (wide.Length / 2)), (100L * 8188 * 20) - 20, 100L * 8188 * 20);
        var frame = wide.AsSpan().IndexOf([(byte)0xFF, (byte)0xC2]);
        wide[frame + 11] = 0x44;
        Assert.InRange(ImageInput.Measure(wide, "p").Effort, 100L * 2047 * 16 * 20, 101L * 2047 * 16 * 20);
    }

    [Fact]
    public void Bytes_count()
    {
        // What lies behind the end is not read.
        var small = JpegMaking.Progressive(16, 16, 3);
        Assert.Equal(ImageInput.Measure(small, "p"), ImageInput.Measure([.. small, .. new byte[50_000_000]], "p"));
        var data = JpegMaking.Baseline(16, 16);
        byte[] padded = [.. data[..^2], .. new byte[60_000_000], .. data[^2..]];
        Assert.InRange(ImageInput.Measure(padded, "p").Effort, 20L * 12_000_000, 20L * 12_000_100);
        byte[] progressive = [.. small[..^2], .. new byte[60_000_000], .. small[^2..]];
        Refused(progressive, "a JPEG of 3 scans, 16 x 16 pixels and 60.0 MB");
    }

    [Fact]
    public void What_cameras_and_programs_write_is_accepted()
    {
        // Frames and scans of: a phone's photo of 24 megapixels; 40 megapixels in libjpeg's 10 scans.
        byte[] sampling = [0x22, 0x11, 0x11];
        Assert.InRange(Work(6000, 4000, sampling, [(7, 0, 0)], 12_000_000), 1, JpegStructure.MostWork);
        (int, byte, byte)[] ten = [(7, 0, 0x01), (1, 1, 0x02), (4, 1, 0x01), (2, 1, 0x01), (1, 6, 0x02), (1, 1, 0x21), (7, 0, 0x10), (4, 1, 0x10), (2, 1, 0x10), (1, 1, 0x10)];
        Assert.InRange(Work(6324, 6324, sampling, ten, 18_000_000), 1, JpegStructure.MostWork);
        Assert.InRange(Work(6324, 6324, [0x11, 0x11, 0x11], ten, 18_000_000), JpegStructure.MostWork / 2, JpegStructure.MostWork);
    }

    [Theory]
    [MemberData(nameof(LargePictures))]
    public void Decoding_is_given_up_in_the_middle(string kind)
    {
        var file = LargePicture(kind);
        using var source = new CancellationTokenSource();
        var token = source.Token;
        source.CancelAfter(TimeSpan.FromMilliseconds(30));

        // Without the token it would run on to a picture.
        Assert.ThrowsAny<OperationCanceledException>(() => ImageInput.Decode(file, "p", 28, 28, cancellationToken: token));
    }

    [Theory]
    [InlineData("grey", 1.1)]
    [InlineData("opacity", 2.1)]
    [InlineData("interlaced", 1.1)]
    [InlineData("16 bits", 1.1)]
    [InlineData("baseline", 2.6)]
    public void A_picture_takes_little_more_memory_than_its_grey_values(string kind, double bytes)
    {
        const int Side = 2000;
        var file = kind switch
        {
            "grey" => Flat(Side, 8, PngHeader.Grey, false),
            "opacity" => Flat(Side, 8, PngHeader.RgbWithOpacity, false),
            "interlaced" => Flat(Side, 8, PngHeader.Rgb, true),
            "16 bits" => Flat(Side, 16, PngHeader.Rgb, false),
            _ => JpegMaking.Baseline(Side, Side),
        };
        Decode(file);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Decode(file);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, Side * Side, (long)(bytes * Side * Side));
    }

    [Fact]
    public void Sides_are_bounded()
    {
        var png = TestPictures.Png([1], 1, 1);
        Refused(PngEditing.WithHeader(png, 65_501, 1), "p: 65501 x 1 pixels, expected at most 65500 on a side; save the picture smaller.");
        Refused(PngEditing.WithHeader(png, 1, 65_501), "on a side");
        Refused(PngEditing.WithHeader(png, 65_500, 1), "cut off");
        Refused(PngEditing.WithHeader(png, 6325, 6325), "expected at most 40 million");
    }

    [Fact]
    public void Measuring_says_what_is_wrong_as_decoding_does()
    {
        Assert.Equal(new PictureSize(9, 8, 72), ImageInput.Measure(TestPictures.Png(new byte[72], 9, 8), "p"));
        Assert.Equal(72L * 2, ImageInput.Measure(PngEditing.WithHeader(Flat(9, 16, PngHeader.Rgb, false), 9, 8), "p").Effort);
        Assert.Equal((9, 8), (ImageInput.Measure(TestPictures.Jpeg(new byte[72], 9, 8), "p").Width, 8));
        foreach (var file in (byte[][])[[], [1, 2, 3], [.. "GIF89a and more"u8], TestPictures.Png([1], 1, 1)[..20], TestPictures.Jpeg(new byte[72], 9, 8)[..^30]])
        {
            var measured = Assert.Throws<DataException>(() => ImageInput.Measure(file, "p\n")).Message;
            Assert.Equal(Assert.Throws<DataException>(() => ImageInput.Decode(file, "p\n", 4, 4)).Message, measured);
        }
    }

    private static ImageInput Decode(byte[] file) => ImageInput.Decode(file, "p", 28, 28, cancellationToken: TestContext.Current.CancellationToken);

    private static void Refused(byte[] file, string part)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var error = Assert.Throws<DataException>(() => Decode(file)).Message;
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    private static byte[] LargePicture(string kind) => kind switch
    {
        "baseline" => JpegMaking.Baseline(Large, Large),
        "progressive" => JpegMaking.Progressive(Large, Large, 30),
        "png" => Flat(Large, 16, PngHeader.Grey, false),
        _ => Flat(Large, 8, PngHeader.Grey, true),
    };

    /// <summary>A PNG file of zeros.</summary>
    private static byte[] Flat(int side, int depth, int colour, bool interlaced)
    {
        byte[] header = [0, 0, (byte)(side >> 8), (byte)side, 0, 0, (byte)(side >> 8), (byte)side, (byte)depth, (byte)colour, 0, 0, (byte)(interlaced ? 1 : 0)];
        var read = PngHeader.Read(header, "p");
        var rows = new byte[read.Passes.Sum(pass => pass.Rows * (1 + read.RowBytes(pass.Columns)))];
        return PngEditing.WithRightSums(
        [
            0x89, .. "PNG"u8, 0x0D, 0x0A, 0x1A, 0x0A, .. PngEditing.Chunk("IHDR"u8, header), .. PngEditing.Rows(rows), .. PngEditing.Chunk("IEND"u8, []),
        ]);
    }

    /// <summary>The work of a file with these scans: which colours (a bit each), the first of a block's numbers, and which bits.</summary>
    private static long Work(int width, int height, byte[] sampling, (int Colours, byte First, byte Bits)[] scans, int bytes)
    {
        List<byte> file = [0xFF, 0xD8, 0xFF, 0xC2, 0, 17, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 3];
        for (var i = 0; i < 3; i++)
        {
            file.AddRange([(byte)(i + 1), sampling[i], 0]);
        }

        foreach (var (colours, first, bits) in scans)
        {
            byte[] ids = [.. Enumerable.Range(0, 3).Where(i => (colours >> i & 1) == 1).Select(i => (byte)(i + 1))];
            file.AddRange([0xFF, 0xDA, 0, (byte)(6 + (2 * ids.Length)), (byte)ids.Length, .. ids.SelectMany(id => new byte[] { id, 0 }), first, first == 0 ? (byte)0 : (byte)63, bits]);
            file.AddRange(new byte[bytes / scans.Length]);
        }

        return JpegStructure.Read([.. file, 0xFF, 0xD9], "p").Work;
    }
}
