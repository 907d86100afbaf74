using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>A text as somebody else's file may hold it, and whether anything of it got through.</summary>
internal static partial class Hostile
{
    /// <summary>A window's title, a cleared screen, a forged line, C1 codes, marks of direction, invisible signs, Markdown, HTML, and code for a shell.</summary>
    public const string Text = "x\u001b]0;t\u0007\u001b[2J\nFORGED\r\u0085\u009b6n\u007f\u202e\u2066\u200b\u2028\u00ad|`<b>[l](http://e.x) $(touch HIT) 'q' \"d\"";

    /// <summary>The same as the name of a file.</summary>
    public static string Name => OperatingSystem.IsWindows() ? "x\u202e\u200b $(touch HIT)" : Text.Replace('/', '-');

    /// <summary>Fails if a text has anything hidden, or a line that was forged.</summary>
    /// <param name="text">What was written.</param>
    /// <param name="what">Which text it is, for the failure.</param>
    public static void IsNotIn(string text, string what)
    {
        var plain = OwnCodes().Replace(text, "").Replace("\r\n", "\n", StringComparison.Ordinal);
        foreach (var rune in plain.EnumerateRunes())
        {
            if (rune.Value != '\n' && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
            {
                Assert.Fail($"U+{rune.Value:X4} in {what}: {plain}");
            }
        }

        Assert.False(plain.Split('\n').Any(line => line.StartsWith("FORGED", StringComparison.Ordinal)), $"a forged line in {what}: {plain}");
        Assert.False(text.Contains("<b>", StringComparison.Ordinal) && what.EndsWith("ml", StringComparison.Ordinal), $"an element in {what}");
    }

    /// <summary>Fails if a call, or a file of a text that it left, has anything of it.</summary>
    /// <param name="result">The call.</param>
    /// <param name="what">What was called, for the failure.</param>
    /// <param name="folders">Where it may have written.</param>
    public static void IsNotIn(CliResult result, string what, params string[] folders)
    {
        IsNotIn(result.Out, $"the output of {what}");
        IsNotIn(result.Error, $"the errors of {what}");
        Assert.False(result.ExitCode == Temper.Cli.ExitCodes.Fault, $"a fault in {what}: {result.Error}");
        foreach (var file in folders.Where(Directory.Exists).SelectMany(folder => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)))
        {
            if (Path.GetExtension(file) is ".md" or ".html" or ".svg" or ".json" or ".csv")
            {
                IsNotIn(File.ReadAllText(file), $"{what}: {Path.GetFileName(file)}");
            }
        }
    }

    /// <summary>Copies of a JSON document, each with the text behind every string of one place.</summary>
    /// <param name="json">The document.</param>
    public static IEnumerable<(string Place, string Json)> Copies(string json) => Places(json).Select(place => (place, At(json, place)));

    /// <summary>The places of a JSON document that have strings; those of a list's entries are one.</summary>
    /// <param name="json">The document.</param>
    public static IReadOnlyList<string> Places(string json) => [.. Strings(JsonNode.Parse(json), "").Distinct()];

    /// <summary>A JSON document with the text behind every string of a place.</summary>
    /// <param name="json">The document.</param>
    /// <param name="place">The place.</param>
    public static string At(string json, string place)
    {
        var copy = JsonNode.Parse(json)!;
        Replace(copy, "", place);
        return copy.ToJsonString();
    }

    private static IEnumerable<string> Strings(JsonNode? node, string place) => node switch
    {
        JsonObject all => all.SelectMany(entry => Strings(entry.Value, $"{place}.{entry.Key}")),
        JsonArray all => all.SelectMany(entry => Strings(entry, $"{place}[]")),
        JsonValue value when value.TryGetValue<string>(out _) => [place],
        _ => [],
    };

    private static void Replace(JsonNode? node, string at, string place)
    {
        if (node is JsonObject or JsonArray)
        {
            var children = node is JsonObject all
                ? all.Select(entry => (Child: entry.Value, At: $"{at}.{entry.Key}")).ToList()
                : [.. node.AsArray().Select(entry => (Child: entry, At: $"{at}[]"))];
            children.ForEach(entry => Replace(entry.Child, entry.At, place));
        }
        else if (node is JsonValue value && at == place && value.TryGetValue<string>(out var text))
        {
            value.ReplaceWith(text + Text);
        }
    }

    /// <summary>Colours, and what moves the progress line.</summary>
    [GeneratedRegex("\r(?![\u0085\n])|\u001b\\[[0-9;]*m|\u001b\\[K|\u001b\\[J|\u001b\\[[0-9]+A|\u001b\\[\\?25[lh]")]
    private static partial Regex OwnCodes();
}
