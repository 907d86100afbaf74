using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>From a row's samples to grey values, and to opacities where there are any. Of 16 bits the upper 8 count.</summary>
internal sealed class PngSamples
{
    private readonly PngHeader header;

    // By sample, for those of at most 8 bits that are a grey or a number of the palette. Numbers that the palette lacks are transparent black.
    private readonly byte[] greys = new byte[256];
    private readonly byte[] opacities = new byte[256];

    // The one colour that is transparent.
    private readonly (int Red, int Green, int Blue)? clear;

    public PngSamples(PngStructure structure)
    {
        header = structure.Header;
        var isFull = header.Colour != PngHeader.Palette || structure.Palette.Length == 3 << header.Depth;
        HasOpacity = structure.Transparency is not null || !isFull || header.Colour is PngHeader.GreyWithOpacity or PngHeader.RgbWithOpacity;
        if (header.Colour == PngHeader.Palette)
        {
            ReadPalette(structure.Palette, structure.Transparency);
            return;
        }

        var most = (1 << header.Depth) - 1;
        if (structure.Transparency is { } color)
        {
            int At(int i) => BinaryPrimitives.ReadUInt16BigEndian(color.AsSpan(2 * i)) & most;
            clear = header.Colour == PngHeader.Grey ? (At(0), At(0), At(0)) : (At(0), At(1), At(2));
        }

        for (var i = 0; i <= Math.Min(most, byte.MaxValue); i++)
        {
            (greys[i], opacities[i]) = ((byte)(i * 255 / most), clear?.Red == i ? (byte)0 : byte.MaxValue);
        }
    }

    /// <summary>Whether pixels may be transparent.</summary>
    public bool HasOpacity { get; }

    /// <summary>Reads a row.</summary>
    /// <param name="row">Its samples, packed.</param>
    /// <param name="grey">Grey values, one for each pixel.</param>
    /// <param name="opacity">Opacities, 0 to 255; empty unless <see cref="HasOpacity"/>.</param>
    public void Read(ReadOnlySpan<byte> row, Span<byte> grey, Span<byte> opacity)
    {
        if (header.Colour == PngHeader.Grey && header.Depth == 8 && opacity.IsEmpty)
        {
            row.CopyTo(grey);
        }
        else if (header.Colour == PngHeader.Palette || (header.Colour == PngHeader.Grey && header.Depth <= 8))
        {
            ReadByTable(row, grey, opacity);
        }
        else
        {
            ReadChannels(row, grey, opacity);
        }
    }

    private void ReadPalette(ReadOnlySpan<byte> palette, ReadOnlySpan<byte> transparency)
    {
        if (palette.IsEmpty)
        {
            throw new InvalidDataException("the PNG file has no palette");
        }

        for (var i = 0; i < palette.Length / 3; i++)
        {
            greys[i] = GreyPicture.Luma(palette[3 * i], palette[(3 * i) + 1], palette[(3 * i) + 2]);
            opacities[i] = i < transparency.Length ? transparency[i] : byte.MaxValue;
        }
    }

    private void ReadByTable(ReadOnlySpan<byte> row, Span<byte> grey, Span<byte> opacity)
    {
        var (depth, most) = (header.Depth, (1 << header.Depth) - 1);
        for (var x = 0; x < grey.Length; x++)
        {
            // The first pixel is in the highest bits.
            var bit = x * depth;
            var sample = (row[bit >> 3] >> (8 - depth - (bit & 7))) & most;
            grey[x] = greys[sample];
            if (!opacity.IsEmpty)
            {
                opacity[x] = opacities[sample];
            }
        }
    }

    private void ReadChannels(ReadOnlySpan<byte> row, Span<byte> grey, Span<byte> opacity)
    {
        var bytes = header.Depth / 8;
        var isGrey = header.Colour is PngHeader.Grey or PngHeader.GreyWithOpacity;
        var (green, blue) = isGrey ? (0, 0) : (bytes, 2 * bytes);
        var pixel = header.Bits / 8;
        var hasChannel = header.Colour is PngHeader.GreyWithOpacity or PngHeader.RgbWithOpacity;
        for (var (x, at) = (0, 0); x < grey.Length; x++, at += pixel)
        {
            grey[x] = isGrey ? row[at] : GreyPicture.Luma(row[at], row[at + green], row[at + blue]);
            if (!opacity.IsEmpty)
            {
                opacity[x] = hasChannel ? row[at + pixel - bytes] : IsClear(row, at, at + green, at + blue) ? (byte)0 : byte.MaxValue;
            }
        }
    }

    private bool IsClear(ReadOnlySpan<byte> row, int red, int green, int blue) =>
        clear is { } colour && Sample(row, red) == colour.Red && Sample(row, green) == colour.Green && Sample(row, blue) == colour.Blue;

    private int Sample(ReadOnlySpan<byte> row, int at) => header.Depth == 8 ? row[at] : BinaryPrimitives.ReadUInt16BigEndian(row[at..]);
}
