using System.IO.Compression;

namespace Temper.Lab.Images;

/// <summary>
/// Decodes PNG files. .NET unpacks the rows; what is left are the five filters of ISO/IEC 15948, section 9, and samples of 1 to 16 bits. Row by
/// row, so that no more is held than the grey values, and between any two rows the work can be given up.
/// </summary>
internal static class PngReader
{
    /// <summary>Decodes a file that begins with PNG's signature.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Gives up decoding between two rows.</param>
    /// <exception cref="InvalidDataException">It is not sound: damaged, cut off, or its rows unpack to more than its size needs.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static GreyPicture Read(byte[] file, string name, CancellationToken cancellationToken)
    {
        var structure = PngStructure.Read(file, name, cancellationToken);
        var header = structure.Header;
        var samples = new PngSamples(structure);
        var canvas = new GreyCanvas(header.Width, header.Height, structure.Orientation ?? 1, samples.HasOpacity);
        using var packed = new PartsStream(file, structure.Rows);
        using var rows = new ZLibStream(packed, CompressionMode.Decompress);
        try
        {
            foreach (var pass in header.Passes)
            {
                ReadPass(rows, pass, header, samples, canvas, cancellationToken);
            }

            if (rows.ReadByte() >= 0)
            {
                throw new InvalidDataException("the PNG file has more pixels than its header says");
            }
        }
        catch (EndOfStreamException error)
        {
            throw new InvalidDataException("the PNG file's pixels are cut off", error);
        }
        catch (InvalidDataException error) when (!error.Message.StartsWith("the PNG", StringComparison.Ordinal))
        {
            throw new InvalidDataException("the PNG file's pixels are damaged", error);
        }

        return canvas.Finish();
    }

    private static void ReadPass(
        ZLibStream rows, PngPass pass, PngHeader header, PngSamples samples, GreyCanvas canvas, CancellationToken cancellationToken)
    {
        // The first byte names the filter. Above the first row everything is 0.
        var length = header.RowBytes(pass.Columns);
        var (row, above) = (new byte[1 + length], new byte[1 + length]);
        var (grey, opacity) = (new byte[pass.Columns], samples.HasOpacity ? new byte[pass.Columns] : []);
        var distance = Math.Max(1, header.Bits / 8);
        for (var y = 0; y < pass.Rows; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.ReadExactly(row);
            Unfilter(row[0], row.AsSpan(1), above.AsSpan(1), distance);
            samples.Read(row.AsSpan(1), grey, opacity);
            canvas.Put(pass.X, pass.Y + (y * pass.StepY), pass.StepX, grey, opacity);
            (row, above) = (above, row);
        }
    }

    /// <summary>What was stored are differences to the pixels on the left, above, or both.</summary>
    /// <param name="filter">PNG filter type, 0 to 4.</param>
    /// <param name="row">Bytes of the row, filtered; unfiltered in place.</param>
    /// <param name="above">The row above, already right.</param>
    /// <param name="distance">Bytes from a pixel to the next.</param>
    private static void Unfilter(byte filter, Span<byte> row, ReadOnlySpan<byte> above, int distance)
    {
        switch (filter)
        {
            case 0:
                break;
            case 1:
                for (var i = distance; i < row.Length; i++)
                {
                    row[i] += row[i - distance];
                }

                break;
            case 2:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += above[i];
                }

                break;
            case 3:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += (byte)(((i < distance ? 0 : row[i - distance]) + above[i]) / 2);
                }

                break;
            case 4:
                for (var i = 0; i < row.Length; i++)
                {
                    row[i] += i < distance ? above[i] : Paeth(row[i - distance], above[i], above[i - distance]);
                }

                break;
            default:
                throw new InvalidDataException("the PNG file's pixels are damaged (an unknown filter)");
        }
    }

    /// <summary>Whichever of three neighbours is nearest to left + up - corner.</summary>
    private static byte Paeth(int left, int up, int corner)
    {
        var (toLeft, toUp, toCorner) = (Math.Abs(up - corner), Math.Abs(left - corner), Math.Abs(left + up - (2 * corner)));
        return (byte)(toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner);
    }
}
