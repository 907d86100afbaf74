namespace Temper.Lab.Runs;

/// <summary>
/// Lines of tables as CSV. They are opened in spreadsheets, which take a cell that begins with = + - or @ for a formula: before such a text stands an
/// apostrophe, which <see cref="Read"/> takes off.
/// </summary>
internal static class CsvLine
{
    private const string Formula = "=+-@";

    /// <summary>The line, without its end.</summary>
    public static string Of(IEnumerable<string> cells) => string.Join(',', cells.Select(NoFormula).Select(Quoted));

    /// <summary>A cell as it was before.</summary>
    /// <param name="cell">A cell, without its quotes.</param>
    public static string Read(string cell) =>
        cell.StartsWith('\'') && cell.TrimStart('\'') is { Length: > 0 } sign && Formula.Contains(sign[0], StringComparison.Ordinal)
            ? cell[1..]
            : cell;

    private static string NoFormula(string cell)
    {
        var text = VisibleText.Line(cell);

        // A text that begins with the apostrophe itself gets another, which is the one that is taken off.
        var sign = text.TrimStart('\'');
        return sign.Length > 0 && Formula.Contains(sign[0], StringComparison.Ordinal) ? $"'{text}" : text;
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
