using Temper.Data;
using Temper.Lab.Images;
using Xunit;

namespace Temper.Tests.Images;

/// <summary>What the colours of JPEG files mean. Files were written, and grey values taken, with Pillow 9.4 (libjpeg-turbo 2.1): 4 fields of 8 x 8.</summary>
public sealed class JpegColourTests
{
    /// <summary>Baseline, with a JFIF marker.</summary>
    private const string YCbCr =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQIC"
        + "AgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wAARCAAQABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAA"
        + "AAAAAAAACAn/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAGAEAAwEBAAAAAAAAAAAAAAAACAkKBAf/xAAUEQEAAAAAAAAAAAAAAAAAAAAA/9oADAMBAAIRAxEAPwAzudmc"
        + "EYxptx/NwGgugkzEw//Z";

    /// <summary>The same, progressive.</summary>
    private const string Progressive =
        "/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAAIBAQEBAQIBAQECAgICAgQDAgICAgUEBAMEBgUGBgYFBgYGBwkIBgcJBwYGCAsICQoKCgoKBggLDAsKDAkKCgr/2wBDAQIC"
        + "AgICAgUDAwUKBwYHCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgoKCgr/wgARCAAQABADAREAAhEBAxEB/8QAFQABAQAAAAAAAAAA"
        + "AAAAAAAABwj/xAAYAQADAQEAAAAAAAAAAAAAAAAHCAkDBv/aAAwDAQACEAMQAAABM+dZxGxm2ftwaLokyTP/xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAEFAh//"
        + "xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAEDAQE/AR//xAAUEQEAAAAAAAAAAAAAAAAAAAAg/9oACAECAQE/AR//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAY/"
        + "Ah//xAAUEAEAAAAAAAAAAAAAAAAAAAAg/9oACAEBAAE/IR//2gAMAwEAAgADAAAAEAAP/8QAFBEBAAAAAAAAAAAAAAAAAAAAIP/aAAgBAwEBPxAf/8QAFBEBAAAAAAAA"
        + "AAAAAAAAAAAAIP/aAAgBAgEBPxAf/8QAFBABAAAAAAAAAAAAAAAAAAAAIP/aAAgBAQABPxAf/9k=";

    /// <summary>Four inks, with an Adobe marker that says 0.</summary>
    private const string Cmyk =
        "/9j/7gAOQWRvYmUAZAAAAAAA/9sAQwACAQEBAQECAQEBAgICAgIEAwICAgIFBAQDBAYFBgYGBQYGBgcJCAYHCQcGBggLCAkKCgoKCgYICwwLCgwJCgoK/8AAFAgAEAAQ"
        + "BEMRAE0RAFkRAEsRAP/EABcAAQEBAQAAAAAAAAAAAAAAAAkKCAf/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oADgRDAE0AWQBLAAA/AGsG2xWYRG+owbId4UEBvNwG8oCj"
        + "BFuWh//Z";

    private const byte App0 = 0xE0;
    private const byte App14 = 0xEE;
    private const int Tolerance = 1;

    private static readonly byte[] AsYCbCr = [90, 125, 93, 209];
    private static readonly byte[] AsRgb = [116, 108, 158, 92];
    private static readonly byte[] AsCmyk = [98, 139, 80, 206];
    private static readonly byte[] AsYcck = [40, 220, 65, 44];

    [Fact]
    public void Three_colours_are_what_the_markers_and_their_names_say()
    {
        var file = Convert.FromBase64String(YCbCr);
        var bare = Without(file, App0);
        AssertGrey(AsYCbCr, file);
        AssertGrey(AsYCbCr, Convert.FromBase64String(Progressive));
        AssertGrey(AsYCbCr, bare);
        AssertGrey(AsYCbCr, Named(bare, [0, 1, 2]));
        AssertGrey(AsYCbCr, WithAdobe(bare, 1));
        AssertGrey(AsYCbCr, WithAdobe(bare, 2));
        AssertGrey(AsRgb, WithAdobe(bare, 0));
        AssertGrey(AsRgb, Named(bare, [.. "RGB"u8]));
        AssertGrey(AsYCbCr, Named(file, [.. "RGB"u8]));
        AssertGrey(AsYCbCr, Named(WithAdobe(bare, 1), [.. "RGB"u8]));

        // JFIF says YCbCr, whatever Adobe says.
        AssertGrey(AsYCbCr, WithAdobe(file, 0));
    }

    [Fact]
    public void Four_inks_are_inverted_with_an_Adobe_marker_and_without()
    {
        var file = Convert.FromBase64String(Cmyk);
        var bare = Without(file, App14);
        AssertGrey(AsCmyk, file);
        AssertGrey(AsCmyk, bare);
        AssertGrey(AsYcck, WithAdobe(bare, 2));
        AssertGrey(AsYcck, WithAdobe(bare, 1));
    }

    [Fact]
    public void Other_kinds_are_refused_by_name()
    {
        var file = Convert.FromBase64String(YCbCr);
        Refused(Changed(file, 0xC0, 0, 12), "it is a JPEG of 12 bits a colour");
        Refused(Changed(file, 0xC0, 5, 2), "damaged (its frame)");
        var frame = Find(file, 0xC0);
        Refused([.. file[..frame], 0xFF, 0xC0, 0, 14, 8, 0, 16, 0, 16, 2, 1, 0x11, 0, 2, 0x11, 1, .. file[(frame + 19)..]], "it is a JPEG of 2 colours");
        Refused(Marked(file, 0xC9), "arithmetic-coded");
        Refused(Marked(file, 0xC3), "lossless");
    }

    [Theory]
    [InlineData("GIF89a......", " but a GIF")]
    [InlineData("BM..........", " but a BMP")]
    [InlineData("RIFF....WEBPVP8 ", " but a WebP")]
    [InlineData("II*\0........", " but a TIFF")]
    [InlineData("....ftypavif", " but an AVIF")]
    [InlineData("....ftypheic", " but a HEIC")]
    [InlineData("............", "")]
    public void Other_formats_are_refused_by_name(string text, string kind) =>
        Refused([.. text.Select(c => (byte)c)], $"is neither a PNG nor a JPEG file{kind}; save the picture as one of them.");

    [Fact]
    public void Decoding_can_be_given_up()
    {
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => ImageInput.Decode(Convert.FromBase64String(YCbCr), "p", 16, 16, cancellationToken: source.Token));
    }

    /// <summary>The middle of each field; edges may differ by what decoders do between pixels.</summary>
    private static void AssertGrey(byte[] expected, byte[] file)
    {
        var input = ImageInput.Decode(file, "p", 16, 16, cancellationToken: TestContext.Current.CancellationToken);
        for (var field = 0; field < expected.Length; field++)
        {
            var grey = input.Pixels[(((8 * (field / 2)) + 4) * 16) + (8 * (field % 2)) + 4];
            Assert.InRange(input.Inverted ? 255 - grey : grey, expected[field] - Tolerance, expected[field] + Tolerance);
        }
    }

    private static void Refused(byte[] file, string part)
    {
        var error = Assert.Throws<DataException>(() => ImageInput.Decode(file, "p", 16, 16)).Message;
        Assert.Contains(part, error, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error);
    }

    /// <summary>Where a segment with this marker begins.</summary>
    private static int Find(byte[] file, byte marker)
    {
        var at = 2;
        while (file[at + 1] != marker)
        {
            Assert.NotEqual(0xDA, file[at + 1]);
            at += 2 + (file[at + 2] << 8) + file[at + 3];
        }

        return at;
    }

    private static byte[] Without(byte[] file, byte marker)
    {
        var at = Find(file, marker);
        return [.. file[..at], .. file[(at + 2 + (file[at + 2] << 8) + file[at + 3])..]];
    }

    private static byte[] WithAdobe(byte[] file, byte transform)
    {
        // Behind JFIF, which has to be first.
        var at = file[3] == App0 ? 4 + (file[4] << 8) + file[5] : 2;
        return [.. file[..at], 0xFF, App14, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, transform, .. file[at..]];
    }

    /// <summary>The file with other names for its components, in the frame and in its only scan.</summary>
    private static byte[] Named(byte[] file, byte[] names)
    {
        var copy = file.ToArray();
        var (frame, scan) = (Find(file, 0xC0), file.AsSpan().IndexOf([(byte)0xFF, (byte)0xDA]));
        for (var i = 0; i < names.Length; i++)
        {
            copy[frame + 10 + (3 * i)] = names[i];
            copy[scan + 5 + (2 * i)] = names[i];
        }

        return copy;
    }

    /// <summary>The file with other bytes in a segment.</summary>
    private static byte[] Changed(byte[] file, byte marker, int offset, params byte[] values)
    {
        var copy = file.ToArray();
        values.CopyTo(copy, Find(file, marker) + 4 + offset);
        return copy;
    }

    private static byte[] Marked(byte[] file, byte marker)
    {
        var copy = file.ToArray();
        copy[Find(file, 0xC0) + 1] = marker;
        return copy;
    }
}
