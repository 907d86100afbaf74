using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Temper.Lab.Reports;

/// <summary>Texts and tables as Markdown. Names come from users' files and become neither Markdown nor HTML, no links, and nothing hidden.</summary>
internal static partial class MarkdownText
{
    /// <summary>A page: title, sentences, pictures beside it, tables, and the command that makes it again.</summary>
    public static string Page(
        string title, IReadOnlyList<string> sentences, IReadOnlyList<string> pictures, IReadOnlyList<ReportTable> tables, string command)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture, $"# {Escape(title)}\n\n{string.Join('\n', sentences.Select(sentence => $"- {Escape(sentence)}"))}\n\n");
        Pictures(text, pictures);
        foreach (var table in tables)
        {
            Table(text, table);
        }

        Replay(text, command);
        return text.ToString();
    }

    /// <summary>Adds pictures by the names of their files beside the page.</summary>
    public static void Pictures(StringBuilder text, IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            text.Append(CultureInfo.InvariantCulture, $"![{Path.GetFileNameWithoutExtension(name)}]({name})\n");
        }
    }

    /// <summary>Adds the command that makes the page again.</summary>
    public static void Replay(StringBuilder text, string command) =>
        text.Append(CultureInfo.InvariantCulture, $"\nReplay:\n\n{CodeBlock(VisibleText.Lines(command))}");

    /// <summary>Adds a table with its caption.</summary>
    public static void Table(StringBuilder text, ReportTable table)
    {
        text.Append(
            CultureInfo.InvariantCulture,
            $"\n{Escape(table.Caption)}\n\n| {string.Join(" | ", table.Columns.Select(column => Escape(column.Header)))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|{string.Concat(table.Columns.Select(column => column.IsNumber ? "---:|" : "---|"))}\n");
        foreach (var row in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Escape))} |\n");
        }
    }

    /// <summary>A fenced block; its fence is longer than any run of backticks in the text.</summary>
    private static string CodeBlock(string text)
    {
        var fence = new string('`', 3);
        while (text.Contains(fence, StringComparison.Ordinal))
        {
            fence += '`';
        }

        return $"{fence}sh\n{text}\n{fence}\n";
    }

    /// <summary>Plain text as Markdown that shows it.</summary>
    public static string Escape(string text) => Special().Replace(VisibleText.Line(text), "\\$0");

    /// <summary>Signs of Markdown, of HTML and its entities; what would begin a heading, a list or a rule; what would become a link.</summary>
    [GeneratedRegex(@"[|<>\[\]`*_\\~#&]|^[-+=]|(?<=^[0-9]{1,9})[.)](?= |$)|:(?=//)|(?<=\bwww)\.")]
    private static partial Regex Special();
}
