namespace Temper.Cli.Output;

/// <summary>A table of plain text: columns padded to their widest cell, numbers to the right.</summary>
internal static class TextTable
{
    /// <summary>The lines of a table.</summary>
    /// <param name="headers">Column titles; a leading '&gt;' aligns to the right.</param>
    /// <param name="rows">Cells.</param>
    public static IEnumerable<string> Lines(IReadOnlyList<string> headers, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var right = headers.Select(header => header.StartsWith('>')).ToArray();
        var titles = headers.Select(header => header.TrimStart('>')).ToArray();
        var widths = titles.Select((title, c) => rows.Select(row => Width(row[c])).Append(Width(title)).Max()).ToArray();
        yield return Line(titles);
        yield return string.Join("  ", widths.Select(width => new string('-', width)));
        foreach (var row in rows)
        {
            yield return Line(row);
        }

        string Line(IReadOnlyList<string> cells) => string.Join("  ", cells.Select((cell, c) => Pad(cell, widths[c], right[c]))).TrimEnd();
    }

    private static int Width(string text) => TerminalPictures.CellText.Width(text);

    private static string Pad(string text, int width, bool right)
    {
        var blanks = new string(' ', Math.Max(0, width - Width(text)));
        return right ? blanks + text : text + blanks;
    }
}
