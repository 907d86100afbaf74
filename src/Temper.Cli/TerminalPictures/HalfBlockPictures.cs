using System.Globalization;
using System.Text;
using Temper.Lab.Reports;

namespace Temper.Cli.TerminalPictures;

/// <summary>
/// Images as text: each character is an upper half block whose foreground is one pixel and whose background is the
/// pixel below, in 24-bit colour. Grey where the guess is right, viridis where it is wrong.
/// </summary>
internal static class HalfBlockPictures
{
    private const int Gap = 3;
    private const int LargestWidth = 40;
    private const int UsualWidth = 28;
    private const string Reset = "\u001b[0m";
    private const string Shades = " ░▒▓█";

    /// <summary>Draws images side by side, as many in a row as the terminal has room for.</summary>
    /// <param name="pictures">The images.</param>
    /// <param name="classNames">One name per class, in label order.</param>
    /// <param name="columns">Width of the terminal.</param>
    /// <param name="isColoured">True for 24-bit colour; false for shading characters, where a wrong guess is marked in words.</param>
    /// <param name="hasGuesses">False for images that nobody guessed: then they carry their class alone.</param>
    /// <returns>The lines, without line ends.</returns>
    public static IReadOnlyList<string> Render(
        IReadOnlyList<GridPicture> pictures, IReadOnlyList<string> classNames, int columns, bool isColoured, bool hasGuesses = true)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        ArgumentNullException.ThrowIfNull(classNames);
        if (pictures.Count == 0)
        {
            return ["(no images)"];
        }

        int largest = Math.Clamp(columns, 8, LargestWidth);
        Sprite[] sprites = [.. pictures.Select(picture => Sprite.Of(picture, largest))];
        int cell = Math.Min(largest, Math.Max(UsualWidth, sprites.Max(sprite => sprite.Width)));
        int perRow = Math.Max(1, (columns + Gap) / (cell + Gap));
        var lines = new List<string>();
        for (int first = 0; first < pictures.Count; first += perRow)
        {
            int count = Math.Min(perRow, pictures.Count - first);
            if (first > 0)
            {
                lines.Add("");
            }

            lines.AddRange(Titles([.. pictures.Skip(first).Take(count)], picture => hasGuesses
                ? Title(picture, classNames, cell, isColoured)
                : [.. CellText.Wrap(VisibleText.Line(classNames[picture.Truth]), cell)], cell));
            lines.AddRange(Pixels(sprites.AsSpan(first, count), cell, isColoured));
        }

        return lines;
    }

    private static IEnumerable<string> Titles(IReadOnlyList<GridPicture> row, Func<GridPicture, List<string>> titleOf, int cell)
    {
        List<string>[] titles = [.. row.Select(titleOf)];
        int lines = titles.Max(title => title.Count);
        for (int line = 0; line < lines; line++)
        {
            // Short titles stand directly above their images.
            IEnumerable<string> parts = titles.Select(title => line - (lines - title.Count))
                .Zip(titles, (index, title) => CellText.Pad(index < 0 ? "" : title[index], cell));
            yield return string.Join(new string(' ', Gap), parts).TrimEnd();
        }
    }

    private static List<string> Title(GridPicture picture, IReadOnlyList<string> classNames, int cell, bool isColoured)
    {
        string mark = isColoured || picture.IsRight ? "" : " (wrong)";
        return
        [
            .. CellText.Wrap($"Guess: {VisibleText.Line(classNames[picture.Guess])}{mark}", cell),
            .. CellText.Wrap($"True: {VisibleText.Line(classNames[picture.Truth])}", cell),
        ];
    }

    private static List<string> Pixels(ReadOnlySpan<Sprite> row, int cell, bool isColoured)
    {
        int height = 0;
        foreach (Sprite sprite in row)
        {
            height = Math.Max(height, sprite.Height);
        }

        var lines = new List<string>();
        for (int y = 0; y < height; y += 2)
        {
            var line = new StringBuilder();
            for (int index = 0; index < row.Length; index++)
            {
                Sprite sprite = row[index];
                bool isLast = index == row.Length - 1;
                if (y >= sprite.Height)
                {
                    line.Append(' ', isLast ? 0 : cell + Gap);
                    continue;
                }

                for (int x = 0; x < sprite.Width; x++)
                {
                    line.Append(isColoured ? Coloured(sprite, x, y) : Shaded(sprite, x, y));
                }

                line.Append(isColoured ? Reset : "").Append(' ', isLast ? 0 : cell - sprite.Width + Gap);
            }

            lines.Add(line.ToString());
        }

        return lines;
    }

    private static string Coloured(Sprite sprite, int x, int y)
    {
        (byte red, byte green, byte blue) = sprite.Colour(x, y);
        string upper = string.Create(CultureInfo.InvariantCulture, $"\u001b[38;2;{red};{green};{blue}");
        if (y + 1 >= sprite.Height)
        {
            return upper + ";49m▀";
        }

        (red, green, blue) = sprite.Colour(x, y + 1);
        return string.Create(CultureInfo.InvariantCulture, $"{upper};48;2;{red};{green};{blue}m▀");
    }

    private static char Shaded(Sprite sprite, int x, int y)
    {
        int lower = y + 1 < sprite.Height ? sprite.Value(x, y + 1) : 0;
        return Shades[(sprite.Value(x, y) + lower) * Shades.Length / 511];
    }
}
