using System.Globalization;

namespace Temper.Lab.Reports;

/// <summary>
/// Test images with the class the net guessed and the class they have: in grey where the guess is right, in viridis
/// where it is wrong, without axes. Or images with their class alone. The images are embedded; the file stands alone.
/// </summary>
public static class PictureGrid
{
    private const double ImageRoom = 144;
    private const double CellWidth = 190;
    private const double TitleRoom = CellWidth - 14;
    private const double TitleSize = 13;
    private const double LineHeight = 16;
    private const double Margin = 20;

    /// <summary>Draws the grid as an SVG file.</summary>
    /// <param name="data">The images and their names.</param>
    /// <returns>The text of the SVG file.</returns>
    /// <exception cref="ArgumentException">A class has no name, or pixels do not fill their image.</exception>
    public static string Render(PictureGridData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(data.Columns);
        GridPicture[][] rows = [.. data.Pictures.Chunk(data.Columns)];
        double width = Math.Max(data.Columns, 2) * CellWidth + 2 * Margin;
        var heading = new TitleBlock(data.Title, data.Subtitle, width - 2 * Margin);
        double[] titleHeights = [.. rows.Select(row => row.Max(picture => Captions(data, picture).Sum(lines => lines.Count)) * LineHeight)];
        double imageHeight = data.Pictures.Count == 0 ? 40 : data.Pictures.Max(picture => Size(picture).Height);
        double top = heading.Height + 14;
        double height = top + titleHeights.Sum() + rows.Length * (imageHeight + 28) + 30;

        var svg = new SvgWriter(width, height, data.Title, Describe(data));
        heading.Draw(svg, width / 2);
        double y = top;
        double left = (width - data.Columns * CellWidth) / 2;
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < rows[row].Length; column++)
            {
                Cell(svg, data, rows[row][column], left + (column + 0.5) * CellWidth, y, titleHeights[row], imageHeight);
            }

            y += titleHeights[row] + imageHeight + 28;
        }

        string legend = rows.Length == 0 ? "no images" : data.HasGuesses ? "grey: guessed right · coloured: guessed wrong" : "";
        if (legend.Length > 0)
        {
            svg.Text(width / 2, height - 16, legend, "tp-soft", 12, TextAnchor.Middle);
        }

        return svg.Finish();
    }

    private static string Describe(PictureGridData data)
    {
        int right = data.Pictures.Count(picture => picture.IsRight);
        return data.HasGuesses
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{data.Pictures.Count} test images with guessed and true class; {right} guessed right, in grey, "
                + $"{data.Pictures.Count - right} guessed wrong, in colours. {data.Subtitle}")
            : string.Create(CultureInfo.InvariantCulture, $"{data.Pictures.Count} images with their class. {data.Subtitle}");
    }

    private static void Cell(
        SvgWriter svg, PictureGridData data, GridPicture picture, double centre, double top, double titleHeight, double imageHeight)
    {
        IReadOnlyList<string>[] captions = Captions(data, picture);
        svg.BeginGroup(
            "tp-cell", data.HasGuesses ? $"Guess: {Name(data, picture.Guess)}, True: {Name(data, picture.Truth)}" : Name(data, picture.Truth));

        // Titles stand on the image, so in a row with titles of different length the free room is above.
        double y = top + titleHeight - captions.Sum(lines => lines.Count) * LineHeight;
        for (int part = 0; part < captions.Length; part++)
        {
            string style = part == 0 && !picture.IsRight ? "tp-bad tp-bold" : part == 0 ? "tp-bold" : "";
            foreach (string line in captions[part])
            {
                y += LineHeight;
                svg.Text(centre, y - 4, line, style, TitleSize, TextAnchor.Middle);
            }
        }

        (double width, double height) = Size(picture);
        svg.Image(centre - width / 2, top + titleHeight + 4 + (imageHeight - height) / 2, width, height, PngDataUri.Of(picture));
        svg.EndGroup();
    }

    /// <summary>Two titles, wrapped: names come from the user's folders and may have any length.</summary>
    private static IReadOnlyList<string>[] Captions(PictureGridData data, GridPicture picture) => data.HasGuesses
        ?
        [
            TextFit.Wrap($"Guess: {Name(data, picture.Guess)}", TitleRoom, TitleSize, bold: true),
            TextFit.Wrap($"True: {Name(data, picture.Truth)}", TitleRoom, TitleSize),
        ]
        : [TextFit.Wrap(Name(data, picture.Truth), TitleRoom, TitleSize, bold: true)];

    private static string Name(PictureGridData data, int label) =>
        label >= 0 && label < data.ClassNames.Count
            ? data.ClassNames[label]
            : throw new ArgumentException($"The picture grid has {data.ClassNames.Count} class names, received an image of class {label}.");

    /// <summary>Whole multiples keep all pixels of an enlarged image equally large.</summary>
    private static (double Width, double Height) Size(GridPicture picture)
    {
        double scale = ImageRoom / Math.Max(picture.Width, picture.Height);
        scale = scale >= 1 ? Math.Floor(scale) : scale;
        return (picture.Width * scale, picture.Height * scale);
    }
}
