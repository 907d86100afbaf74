using StbImageWriteSharp;
using Temper.Data;
using Temper.Lab.Images;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Images;

/// <summary>Damaged pictures by the thousand: a data error or a picture, and nothing else.</summary>
public sealed class ImageFuzzTests
{
    private const int Files = 4_000;

    private static readonly byte[][] Pngs =
    [
        TestPictures.Png(Noise(9 * 8), 9, 8),
        TestPictures.Png(Noise(3 * 40), 10, 4, ColorComponents.RedGreenBlue),
        TestPictures.Png(Noise(4 * 30), 5, 6, ColorComponents.RedGreenBlueAlpha),
        Palette(interlaced: false),
        Palette(interlaced: true),
    ];

    private static readonly byte[][] Jpegs =
    [
        TestPictures.Jpeg(Noise(16 * 12), 16, 12),
        TestPictures.Jpeg(Noise(3 * 20 * 20), 20, 20, ColorComponents.RedGreenBlue, 60),
        Convert.FromBase64String(Progressive),
    ];

    /// <summary>A progressive JPEG file of 18 x 17 pixels, noise in red.</summary>
    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDACgcHiMeGSgjISMtKygwPGRBPDc3PHtYXUlkkYCZlo+AjIqgtObDoKrarYqMyP/L2u71////m8H////6/+b9//j/"
        + "2wBDASstLTw1PHZBQXb4pYyl+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj4+Pj/wgARCAARABIDASIAAhEBAxEB/8QA"
        + "FgABAQEAAAAAAAAAAAAAAAAAAAID/8QAFgEBAQEAAAAAAAAAAAAAAAAAAgED/9oADAMBAAIQAxAAAAHDSLisAZWbPQA//8QAFhABAQEAAAAAAAAAAAAAAAAA"
        + "ARAA/9oACAEBAAEFAjEMUn//xAAZEQABBQAAAAAAAAAAAAAAAAAAAQIQETH/2gAIAQMBAT8BUsdsf//EABgRAAIDAAAAAAAAAAAAAAAAAAABAhAS/9oACAEC"
        + "AQE/AXEyOv/EABQQAQAAAAAAAAAAAAAAAAAAADD/2gAIAQEABj8CH//EABkQAAIDAQAAAAAAAAAAAAAAABAhASBBUf/aAAgBAQABPyGDB8oaX//aAAwDAQAC"
        + "AAMAAAAQ1+f/AP/EABoRAAAHAAAAAAAAAAAAAAAAAAABEFFxkfD/2gAIAQMBAT8QOwlqU//EABQRAQAAAAAAAAAAAAAAAAAAACD/2gAIAQIBAT8QAf/EAB4Q"
        + "AAIDAAEFAAAAAAAAAAAAAAERACExkRBhccHR/9oACAEBAAE/EEICQcqF2p+4KUJi4OIBCGqNUjzBuaPn70//2Q==";

    [Fact]
    public void The_seeds_are_sound() => Assert.All([.. Pngs, .. Jpegs], file => Assert.NotNull(TryDecode(file)));

    [Fact]
    public void Cut_at_any_byte_a_picture_is_refused()
    {
        foreach (var file in (byte[][])[.. Pngs, .. Jpegs])
        {
            for (var length = 0; length < file.Length; length++)
            {
                Assert.Throws<DataException>(() => ImageInput.Decode(file[..length], "cut", 5, 6));
            }
        }
    }

    [Fact]
    public void Mutated_pngs() => Fuzz(random => Mutate(random, Pngs[random.Next(Pngs.Length)]));

    // Checksums made right again let more through to the decoder.
    [Fact]
    public void Mutated_pngs_with_right_checksums() =>
        Fuzz(random => PngEditing.WithRightSums(Mutate(random, Pngs[random.Next(Pngs.Length)])));

    // Rows of random bytes: unknown filters, colours beyond the palette.
    [Fact]
    public void Pngs_of_random_rows() => Fuzz(random =>
    {
        var rows = new byte[random.Next(4) == 0 ? random.Next(200) : 8 * 10];
        random.NextBytes(rows);
        for (var row = 0; row < rows.Length && random.Next(4) > 0; row += 10)
        {
            rows[row] %= 6;
        }

        return PngEditing.WithRows(Pngs[0], rows);
    });

    [Fact]
    public void Mutated_jpegs() => Fuzz(random => Mutate(random, Jpegs[random.Next(Jpegs.Length)]));

    private static void Fuzz(Func<Random, byte[]> next)
    {
        var random = new Random(20_250_102);
        var good = 0;
        for (var i = 0; i < Files; i++)
        {
            good += TryDecode(next(random)) is null ? 0 : 1;
        }

        // Some must survive, or the decoder would never be reached.
        Assert.InRange(good, Files / 100, Files * 9 / 10);
    }

    // Any other exception ends the test.
    private static ImageInput? TryDecode(byte[] file)
    {
        try
        {
            var input = ImageInput.Decode(file, "mutated", 5, 6, trim: file.Length % 2 == 0);
            Assert.Equal(30, input.Pixels.Length);
            return input;
        }
        catch (DataException error)
        {
            Assert.StartsWith("mutated: ", error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', error.Message);
            return null;
        }
    }

    /// <summary>16 columns, 8 rows, 4 bits: a palette of 3 colours for 16 numbers.</summary>
    private static byte[] Palette(bool interlaced)
    {
        byte[] header = [0, 0, 0, 16, 0, 0, 0, 8, 4, 3, 0, 0, (byte)(interlaced ? 1 : 0)];
        byte[] colours = [0, 0, 0, 250, 20, 90, 30, 200, 80];
        var plain = PngEditing.WithRows(TestPictures.Png([1], 1, 1), interlaced ? new byte[79] : new byte[8 * 9]);
        return PngEditing.WithRightSums(
            [.. plain[..8], 0, 0, 0, 13, .. "IHDR"u8, .. header, 0, 0, 0, 0, 0, 0, 0, 9, .. "PLTE"u8, .. colours, 0, 0, 0, 0, .. plain[33..]]);
    }

    private static byte[] Noise(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Mutate(Random random, byte[] file)
    {
        var bytes = file.ToArray();
        for (var times = random.Next(1, 4); times > 0 && bytes.Length > 0; times--)
        {
            var at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                    break;
                case 3:
                    bytes = [.. bytes[..at], .. bytes[random.Next(at, Math.Min(bytes.Length, at + 20))..]];
                    break;
                default:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xFF;
                    break;
            }
        }

        return bytes;
    }
}
