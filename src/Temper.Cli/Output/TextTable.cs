using Temper.Cli.TerminalPictures;
using Temper.Lab.Reports;

namespace Temper.Cli.Output;

/// <summary>
/// A table of plain text, numbers to the right. Where it is wider than its room, titles and names are folded, then columns are left out, the
/// least important first, and a line below names them. A number is never cut or folded.
/// </summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>A word is broken, where nothing else helps, only in columns wider than this: verdicts, ids and short names stay whole.</summary>
    private const int WholeWord = 13;

    /// <summary>The lines of a table.</summary>
    /// <param name="columns">Titles, alignment and importance of the columns.</param>
    /// <param name="rows">Cells, one per column in each row.</param>
    /// <param name="room">The most columns of the terminal that a line may occupy; null for no limit, and then nothing is folded or left out.</param>
    /// <param name="keys">Leading columns that are repeated in each part of a table that is too wide; 0 to leave columns out instead.</param>
    public static IEnumerable<string> Lines(
        IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int? room = null, int keys = 0)
    {
        var all = Enumerable.Range(0, columns.Count).Where(c => rows.Count == 0 || !rows.All(row => ReportTable.IsEmptyCell(row[c])))
            .Select(c => new Column(columns[c], [.. rows.Select(row => row[c])])).ToList();
        if (room is not { } most || Total(all.Select(column => column.Natural)) <= most)
        {
            return Draw(all, [.. all.Select(column => column.Natural)], rows.Count);
        }

        return keys > 0 ? Parts(all, keys, rows.Count, most) : Fitted(all, rows.Count, most);
    }

    /// <summary>
    /// Leaves out as few columns as it can, or two more where intervals then stay on one line. Names keep a quarter of the room where that suffices.
    /// </summary>
    private static IEnumerable<string> Fitted(List<Column> all, int rows, int room)
    {
        var droppable = all
            .Where(column => column.Importance < ReportColumn.Always)
            .OrderBy(column => column.Importance)
            .ThenByDescending(all.IndexOf)
            .ToList();
        Func<Column, int> foldable = column => column.Comfortable(room / 4);
        var folded = Drops(foldable);
        foreach (var (more, share) in ((int, int)[])[(0, 4), (0, 5), (2, 4), (2, 5)])
        {
            Func<Column, int> whole = column => column.Comfortable(room / share, isWhole: true);
            if (Drops(whole) is var drop && drop <= Math.Min(folded + more, droppable.Count))
            {
                return Drawn(drop, whole);
            }
        }

        if (folded <= droppable.Count)
        {
            return Drawn(folded, foldable);
        }

        var rest = Kept(droppable.Count);
        int[] least = [.. rest.Select(column => column.Least)];
        return WithNote(Draw(rest, Total(least) <= room ? Grown(rest, least, room) : Squeezed(rest, room), rows), droppable, room);

        IEnumerable<string> Drawn(int drop, Func<Column, int> width)
        {
            var kept = Kept(drop);
            return WithNote(Draw(kept, Grown(kept, [.. kept.Select(width)], room), rows), droppable.Take(drop), room);
        }

        List<Column> Kept(int drop) => [.. all.Except(droppable.Take(drop))];

        // One more than there are, where nothing helps.
        int Drops(Func<Column, int> width) =>
            Enumerable.Range(0, droppable.Count + 1).FirstOrDefault(drop => Total(Kept(drop).Select(width)) <= room, droppable.Count + 1);
    }

    private static IEnumerable<string> WithNote(IEnumerable<string> lines, IEnumerable<Column> left, int room)
    {
        var titles = left.Select(column => column.Title).Where(title => title.Length > 0).Reverse().ToList();
        return titles.Count == 0 ? lines : lines.Concat(TextFold.Prose($"(for a wider window: {string.Join(", ", titles)})", room));
    }

    /// <summary>The first columns before as many of the others as fit, again and again.</summary>
    private static IEnumerable<string> Parts(List<Column> all, int keys, int rows, int room)
    {
        var first = all.Take(keys).ToList();
        for (var next = keys; next < all.Count;)
        {
            var kept = first.Concat(all.Skip(next).Take(1)).ToList();
            while (next + kept.Count - keys < all.Count
                && Total(kept.Append(all[next + kept.Count - keys]).Select(column => column.Comfortable(room / 4))) <= room)
            {
                kept.Add(all[next + kept.Count - keys]);
            }

            var least = kept.Select(column => column.Comfortable(room / 4)).ToArray();
            foreach (var line in Draw(kept, Total(least) <= room ? Grown(kept, least, room) : Squeezed(kept, room), rows))
            {
                yield return line;
            }

            next += kept.Count - keys;
            if (next < all.Count)
            {
                yield return "";
            }
        }
    }

    /// <summary>Distributes the remaining width among the columns, first to those that lack least.</summary>
    private static int[] Grown(List<Column> columns, int[] least, int room)
    {
        int[] widths = [.. least];
        var left = room - Total(widths);
        foreach (var c in Enumerable.Range(0, widths.Length).OrderBy(c => columns[c].Natural - least[c]).ThenBy(c => c))
        {
            var more = Math.Min(left, columns[c].Natural - widths[c]);
            widths[c] += more;
            left -= more;
        }

        return widths;
    }

    /// <summary>Breaks words of the widest names, where folding is not enough.</summary>
    private static int[] Squeezed(List<Column> columns, int room)
    {
        int[] widths = [.. columns.Select(column => column.Least)];
        while (Total(widths) > room)
        {
            var widest = Enumerable.Range(0, widths.Length)
                .Where(c => !columns[c].IsNumber && widths[c] > Math.Max(WholeWord, columns[c].Numbers))
                .OrderByDescending(c => widths[c])
                .ToList();
            if (widest.Count == 0)
            {
                break;
            }

            widths[widest[0]]--;
        }

        return widths;
    }

    private static int Total(IEnumerable<int> widths) => widths.Sum() + (Gap.Length * (widths.Count() - 1));

    private static IEnumerable<string> Draw(List<Column> columns, int[] widths, int rows)
    {
        var titles = columns.Select((column, c) => TextFold.Cell(column.Title, widths[c], isName: false)).ToList();
        foreach (var line in Row(columns, widths, titles, atBottom: true))
        {
            yield return line;
        }

        yield return string.Join(Gap, widths.Select(width => new string('-', width)));
        for (var r = 0; r < rows; r++)
        {
            IReadOnlyList<string>[] cells = [.. columns.Select((column, c) => TextFold.Cell(column.Cells[r], widths[c], !column.IsNumber))];
            foreach (var line in Row(columns, widths, cells, atBottom: false))
            {
                yield return line;
            }
        }
    }

    private static IEnumerable<string> Row(List<Column> columns, int[] widths, IReadOnlyList<IReadOnlyList<string>> cells, bool atBottom)
    {
        var height = cells.Select(cell => cell.Count).DefaultIfEmpty(0).Max();
        for (var line = 0; line < height; line++)
        {
            yield return string.Join(Gap, cells.Select((cell, c) =>
            {
                var at = atBottom ? line - (height - cell.Count) : line;
                return Pad(at >= 0 && at < cell.Count ? cell[at] : "", widths[c], columns[c].IsNumber);
            })).TrimEnd();
        }
    }

    private static string Pad(string text, int width, bool right)
    {
        var blanks = new string(' ', Math.Max(0, width - CellText.Width(text)));
        return right ? blanks + text : text + blanks;
    }

    private sealed class Column(ReportColumn column, IReadOnlyList<string> cells)
    {
        public string Title => column.Header;

        public bool IsNumber => column.IsNumber;

        public int Importance => column.Importance;

        public IReadOnlyList<string> Cells => cells;

        public int Natural { get; } = cells.Append(column.Header).Max(CellText.Width);

        /// <summary>Room for the longest number in it, in brackets.</summary>
        public int Numbers { get; } = cells.Select(cell => TextFold.LongestNumber(cell) + 2).DefaultIfEmpty(0).Max();

        /// <summary>Without breaking a word.</summary>
        public int Least { get; } = cells
            .Select(cell => TextFold.Least(cell, !column.IsNumber))
            .Append(TextFold.Least(column.Header, isName: false))
            .Max();

        /// <summary>Room for each number with what stands behind it: "-1.68 to -0.13". Words, such as of a failure, may be folded.</summary>
        private int WholeCells { get; } =
            cells.Where(cell => cell is ['+' or '-' or (>= '0' and <= '9'), ..]).Select(CellText.Width).DefaultIfEmpty(0).Max();

        /// <summary>The same, but no narrower than a limit where the cells are wider.</summary>
        /// <param name="limit">Room that names keep.</param>
        /// <param name="isWhole">Whether cells of numbers stay on one line.</param>
        public int Comfortable(int limit, bool isWhole = false) =>
            Math.Max(Least, Math.Min(Natural, !IsNumber ? limit : isWhole ? WholeCells : Least));
    }
}
