using System.Buffers.Binary;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Temper.Tests;

/// <summary>What the packages are made of. CI packs, installs and uses them.</summary>
public sealed partial class PackageTests
{
    public static TheoryData<string> Packages => ["Temper", "Temper.Gpu", "Temper.Lab", "Temper.Cli"];

    [Fact]
    public void Only_the_packages_are_packed()
    {
        Assert.Equal(Packages.Select(row => row.Data).Order(), ProjectFiles("src").Select(Path.GetFileNameWithoutExtension).Order());
        Assert.Equal("true", Property(Props("src"), "IsPackable"));
        Assert.Equal("false", Property(Props(""), "IsPackable"));
        var others = new[] { "bench", "build", "samples", "tests" }.SelectMany(ProjectFiles).ToList();
        Assert.NotEmpty(others);
        Assert.All(others, file => Assert.Null(Property(file, "IsPackable")));
    }

    [Theory]
    [MemberData(nameof(Packages))]
    public void A_package_says_what_it_is(string package)
    {
        Assert.EndsWith(".", Property(Project(package), "Description"), StringComparison.Ordinal);
        var readme = File.ReadAllText(Path.Combine(Repository.Folder, "src", package, Property(Props("src"), "PackageReadmeFile")!));
        Assert.StartsWith($"# {package}\n", readme.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        // A package's page stands alone.
        Assert.All(Links().Matches(readme), link => Assert.StartsWith("https://", link.Groups[1].Value, StringComparison.Ordinal));
    }

    [Fact]
    public void The_icon_is_a_small_square()
    {
        var path = Path.Combine(Repository.Folder, "docs", "pictures", Property(Props("src"), "PackageIcon")!);
        var icon = File.ReadAllBytes(path);
        Assert.Equal("PNG"u8, icon.AsSpan(1, 3));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(16)));
        Assert.Equal(128, BinaryPrimitives.ReadInt32BigEndian(icon.AsSpan(20)));
        Assert.InRange(icon.Length, 1, 10_000);
        Assert.True(File.Exists(Path.ChangeExtension(path, ".svg")));
    }

    /// <summary>The compiler's warning of a public member without documentation is on, and an error in CI.</summary>
    [Theory]
    [InlineData("Temper")]
    [InlineData("Temper.Gpu")]
    [InlineData("Temper.Lab")]
    public void Every_public_member_is_documented(string package)
    {
        Assert.Equal("true", Property(Project(package), "GenerateDocumentationFile"));
        Assert.Equal("true", Property(Props(""), "TreatWarningsAsErrors"));
        var folder = Path.Combine(Repository.Folder, "src", package);
        string[] settings = [Project(package), Props("src"), Props(""), Path.Combine(Repository.Folder, "Directory.Build.targets"), Path.Combine(Repository.Folder, ".editorconfig")];
        var sources = Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar)[0] is not ("bin" or "obj"));
        Assert.All(settings, file => Assert.DoesNotContain("1591", File.ReadAllText(file), StringComparison.Ordinal));
        Assert.All(sources, file => Assert.DoesNotMatch(SwitchedOff(), File.ReadAllText(file)));
    }

    [Fact]
    public void The_changelog_begins_with_the_version() =>
        Assert.StartsWith(
            $"## {Property(Props(""), "VersionPrefix")} ",
            File.ReadLines(Path.Combine(Repository.Folder, "CHANGELOG.md")).First(line => line.StartsWith("## ", StringComparison.Ordinal)),
            StringComparison.Ordinal);

    private static string Project(string package) => Path.Combine(Repository.Folder, "src", package, $"{package}.csproj");

    private static string Props(string folder) => Path.Combine(Repository.Folder, folder, "Directory.Build.props");

    private static IEnumerable<string> ProjectFiles(string folder) =>
        Directory.GetFiles(Path.Combine(Repository.Folder, folder), "*.csproj", SearchOption.AllDirectories);

    /// <summary>A property's text as the file gives it, or null.</summary>
    private static string? Property(string file, string name) =>
        XDocument.Load(file).Root!.Elements("PropertyGroup").Elements(name).SingleOrDefault()?.Value;

    [GeneratedRegex(@"\]\(([^)]*)\)")]
    private static partial Regex Links();

    [GeneratedRegex(@"CS1591|#pragma warning disable(\s*$|.*\b1591\b)", RegexOptions.Multiline)]
    private static partial Regex SwitchedOff();
}
