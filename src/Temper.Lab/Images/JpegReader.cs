using BitMiracle.LibJpeg.Classic;

namespace Temper.Lab.Images;

/// <summary>
/// Decodes JPEG files, row by row, so that of a baseline file no more is held than the grey values (a progressive one also needs its coefficients).
/// The decoder reports after every row of blocks, and there the work can be given up.
/// </summary>
internal static class JpegReader
{
    /// <summary>Decodes a file that begins with JPEG's start marker.</summary>
    /// <param name="file">Bytes of the whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="cancellationToken">Gives up decoding between two rows.</param>
    /// <exception cref="InvalidDataException">It is not sound, or would take too long.</exception>
    /// <exception cref="Temper.Data.DataException">It has too many pixels.</exception>
    public static GreyPicture Read(byte[] file, string name, CancellationToken cancellationToken)
    {
        var structure = JpegStructure.Read(file, name);
        cancellationToken.ThrowIfCancellationRequested();
        using var stream = new MemoryStream(file, writable: false);
        var decoder = new jpeg_decompress_struct(new JpegFaults()) { Progress = new jpeg_progress_mgr() };
        decoder.Progress.OnProgress += (_, _) => Check(decoder, structure, cancellationToken);
        decoder.jpeg_stdio_src(stream);
        decoder.jpeg_read_header(true);

        // What the decoder itself takes for the size counts.
        PictureFile.CheckSize(decoder.Image_width, decoder.Image_height, name);
        if (decoder.Num_components != structure.Components)
        {
            throw new InvalidDataException("the JPEG file is damaged (its frame)");
        }

        // The luma of YCbCr is the grey value: the other two are not even brought to full size.
        decoder.Jpeg_color_space = structure.Colours.Space;
        decoder.Out_color_space = structure.Colours.Space switch
        {
            J_COLOR_SPACE.JCS_RGB => J_COLOR_SPACE.JCS_RGB,
            J_COLOR_SPACE.JCS_CMYK or J_COLOR_SPACE.JCS_YCCK => J_COLOR_SPACE.JCS_CMYK,
            _ => J_COLOR_SPACE.JCS_GRAYSCALE,
        };

        // Guessing what scans have left out is not asked for, and the decoder's guesses go wrong at some sizes.
        decoder.Do_block_smoothing = false;
        decoder.jpeg_start_decompress();
        return ReadRows(decoder, structure.Orientation ?? 1);
    }

    private static GreyPicture ReadRows(jpeg_decompress_struct decoder, int orientation)
    {
        var (width, height) = (decoder.Output_width, decoder.Output_height);
        var canvas = new GreyCanvas(width, height, orientation, hasOpacity: false);
        byte[][] rows = [new byte[width * decoder.Output_components]];
        var grey = decoder.Output_components == 1 ? rows[0] : new byte[width];
        for (var y = 0; y < height; y++)
        {
            if (decoder.jpeg_read_scanlines(rows, 1) != 1)
            {
                throw new InvalidDataException("its pixels do not fill its size");
            }

            ToGrey(rows[0], grey);
            canvas.Put(0, y, 1, grey, []);
        }

        return canvas.Finish();
    }

    private static void ToGrey(byte[] row, byte[] grey)
    {
        if (row.Length == 3 * grey.Length)
        {
            for (var (x, at) = (0, 0); x < grey.Length; x++, at += 3)
            {
                grey[x] = GreyPicture.Luma(row[at], row[at + 1], row[at + 2]);
            }
        }
        else if (row.Length == 4 * grey.Length)
        {
            for (var (x, at) = (0, 0); x < grey.Length; x++, at += 4)
            {
                // In files the inks of CMYK are stored inverted, with an Adobe marker or without (Adobe's way, which browsers take for everybody's).
                int black = row[at + 3];
                grey[x] = GreyPicture.Luma(Times(row[at], black), Times(row[at + 1], black), Times(row[at + 2], black));
            }
        }

        static int Times(int ink, int black) => ((ink * black) + 127) / 255;
    }

    private static void Check(jpeg_decompress_struct decoder, JpegStructure structure, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (decoder.Input_scan_number > structure.Scans)
        {
            throw new InvalidDataException("the JPEG file is damaged (scans within scans)");
        }
    }
}
