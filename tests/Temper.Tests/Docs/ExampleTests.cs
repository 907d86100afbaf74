using System.Text.RegularExpressions;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>
/// Every C# example of the documentation is compiled: it is what stands in a file of Docs/Examples between a line "// name" and the next "// end",
/// word by word. An example that names its namespaces is a program, so the file it is in has these namespaces only.
/// </summary>
public sealed partial class ExampleTests
{
    private static readonly (string[] Namespaces, string[] Snippets)[] Compiled =
        [.. Repository.CodeFiles(Path.Combine(Repository.Folder, "tests", "Temper.Tests", "Docs", "Examples")).Select(ReadCode)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void A_page_shows_code_that_is_compiled(string page)
    {
        var blocks = Blocks(page);
        var (namespaces, snippets) = Assert.Single(Compiled, file => file.Snippets.Contains(Body(blocks[0])));
        Assert.Equal(snippets.Order(StringComparer.Ordinal), blocks.Select(Body).Order(StringComparer.Ordinal));
        var named = blocks.SelectMany(Namespaces).Distinct().Order(StringComparer.Ordinal).ToArray();
        if (named.Length > 0)
        {
            Assert.Equal(named, namespaces);
        }
    }

    [Fact]
    public void Nothing_is_compiled_that_no_page_shows() => Assert.Equal(Pages.Count, Compiled.Length);

    [Theory]
    [MemberData(nameof(Documents))]
    public void No_example_is_overlooked(string page) =>
        Assert.Equal(Fence().Count(Read(Path.Combine(Repository.Folder, page))), Blocks(page).Length);

    public static TheoryData<string> Pages => [.. Documents.Select(page => page.Data).Where(page => Blocks(page).Length > 0)];

    /// <summary>Every page of ours: folders of tools, and clones inside the clone, are none.</summary>
    public static TheoryData<string> Documents =>
    [
        .. Directory.GetFiles(Repository.Folder, "*.md").Concat(
            ((string[])["docs", "src", "samples", "bench", "tests"]).Select(folder => Path.Combine(Repository.Folder, folder))
                .SelectMany(folder => Directory.GetFiles(folder, "*.md", SearchOption.AllDirectories)))
            .Select(file => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/'))
            .Where(page => page.Split('/').All(Repository.IsCode)).Order(StringComparer.Ordinal),
    ];

    private static string[] Blocks(string page) => [.. Block().Matches(Read(Path.Combine(Repository.Folder, page))).Select(match => match.Groups[1].Value)];

    private static string Body(string block) => Using().Replace(block, "").TrimStart('\n');

    private static IEnumerable<string> Namespaces(string code) => Using().Matches(code).Select(match => match.Value.TrimEnd('\n'));

    private static (string[] Namespaces, string[] Snippets) ReadCode(string file)
    {
        var code = Read(file);
        return ([.. Namespaces(code).Order(StringComparer.Ordinal)], [.. Snippet().Matches(code).Select(match => Dedented(match.Groups[1].Value))]);
    }

    private static string Read(string file) => File.ReadAllText(file).ReplaceLineEndings("\n");

    private static string Dedented(string code)
    {
        var lines = code.Split('\n');
        var indent = lines.Where(line => line.Length > 0).Min(line => line.Length - line.TrimStart().Length);
        return string.Join('\n', lines.Select(line => line.Length > 0 ? line[indent..] : line));
    }

    [GeneratedRegex(@"^ *// [\w-]+\n((?:(?! *// end$).*\n)+) *// end$", RegexOptions.Multiline)]
    private static partial Regex Snippet();

    [GeneratedRegex(@"^```csharp\n((?:(?!```).*\n)+)```$", RegexOptions.Multiline)]
    private static partial Regex Block();

    /// <summary>The beginning of a C# example, however it is written.</summary>
    [GeneratedRegex(@"^\s*(```|~~~)\s*(cs|c#|csharp)\b", RegexOptions.Multiline | RegexOptions.IgnoreCase)]
    private static partial Regex Fence();

    [GeneratedRegex(@"^using [A-Z][\w.]*;\n", RegexOptions.Multiline)]
    private static partial Regex Using();
}
