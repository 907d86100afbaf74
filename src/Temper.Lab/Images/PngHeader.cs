using System.Buffers.Binary;

namespace Temper.Lab.Images;

/// <summary>What the first chunk of a PNG file says (ISO/IEC 15948, 11.2.1).</summary>
/// <param name="Width">Width in pixels.</param>
/// <param name="Height">Height in pixels.</param>
/// <param name="Depth">Bits of a sample: 1, 2, 4, 8 or 16.</param>
/// <param name="Colour">0 grey, 2 RGB, 3 palette, 4 grey with opacity, 6 RGB with opacity.</param>
/// <param name="IsInterlaced">Whether the rows come in the seven passes of Adam7.</param>
internal sealed record PngHeader(int Width, int Height, int Depth, int Colour, bool IsInterlaced)
{
    public const int Grey = 0;
    public const int Rgb = 2;
    public const int Palette = 3;
    public const int GreyWithOpacity = 4;
    public const int RgbWithOpacity = 6;

    /// <summary>First column, first row, column step and row step of Adam7's passes.</summary>
    private static readonly (int X, int Y, int StepX, int StepY)[] Adam7 =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    /// <summary>Bits of a pixel.</summary>
    public int Bits => Depth * Colour switch { Rgb => 3, GreyWithOpacity => 2, RgbWithOpacity => 4, _ => 1 };

    /// <summary>The passes that have pixels; without interlacing there is one, of all.</summary>
    public IEnumerable<PngPass> Passes => IsInterlaced
        ? Adam7.Select(pass => new PngPass(
            pass.X, pass.Y, pass.StepX, pass.StepY, Count(Width, pass.X, pass.StepX), Count(Height, pass.Y, pass.StepY)))
            .Where(pass => pass.Columns > 0 && pass.Rows > 0)
        : [new PngPass(0, 0, 1, 1, Width, Height)];

    /// <summary>Reads the chunk.</summary>
    /// <exception cref="InvalidDataException">It is not sound.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static PngHeader Read(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length != 13)
        {
            throw new InvalidDataException("the PNG file's header is damaged");
        }

        long width = BinaryPrimitives.ReadUInt32BigEndian(chunk);
        long height = BinaryPrimitives.ReadUInt32BigEndian(chunk[4..]);
        PictureFile.CheckSize(width, height, name);
        var isKnown = (chunk[9], chunk[8])
            is (Grey or Palette, 1 or 2 or 4 or 8) or (Grey, 16) or (Rgb or GreyWithOpacity or RgbWithOpacity, 8 or 16);
        if (!isKnown || chunk[10] != 0 || chunk[11] != 0 || chunk[12] > 1)
        {
            throw new InvalidDataException("the PNG file's header is damaged");
        }

        return new PngHeader((int)width, (int)height, chunk[8], chunk[9], chunk[12] == 1);
    }

    /// <summary>Bytes of a row, without its filter byte.</summary>
    public int RowBytes(int columns) => (int)((((long)columns * Bits) + 7) / 8);

    private static int Count(int size, int first, int step) => Math.Max(0, (size - first + step - 1) / step);
}

/// <summary>Which pixels a pass has: the first, the steps, and how many.</summary>
internal sealed record PngPass(int X, int Y, int StepX, int StepY, int Columns, int Rows);
