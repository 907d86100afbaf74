using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Temper.Inventory;
using Temper.Tests.Data;
using Xunit;

namespace Temper.Tests.Build;

/// <summary>Bills of materials and licences: what the build writes of a package, and what it refuses.</summary>
public sealed class InventoryTests : IDisposable
{
    private const string Rules = """
        { "accepted": ["MIT", "NCSA"], "read": [ { "package": "Filed", "version": "1.0.0", "licence": "NCSA", "file": "LICENSE.txt", "sha256": "SHA" } ] }
        """;

    private const string Hash = "z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==";

    private readonly TempFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Parts_are_what_the_package_asks_for_all_the_way_down_and_not_what_its_build_needs()
    {
        var parts = ProjectAssets.Parts(Assets);
        Assert.Equal(["Below 2.0.0", "Direct 1.0.0", "Ours 0.1.0"], parts.Select(part => $"{part.Name} {part.Version}"));
        Assert.Equal(["Below"], parts[1].Needs);
        Assert.Null(parts[2].Sha512);
        Assert.Equal(128, parts[0].Sha512!.Length);
        Assert.Equal([folder.Path], ProjectAssets.Folders(Assets));
    }

    [Theory]
    [InlineData("<license type=\"expression\">MIT</license>", "MIT")]
    [InlineData("<license type=\"expression\">Unlicense OR MIT</license>", "Unlicense OR MIT")]
    [InlineData("<license type=\"expression\">MIT AND NCSA</license>", "MIT AND NCSA")]
    [InlineData("<license type=\"expression\">GPL-3.0-only</license>", null)]
    [InlineData("<license type=\"expression\">MIT AND GPL-3.0-only</license>", null)]
    [InlineData("<license type=\"expression\">(MIT)</license>", null)]
    [InlineData("<license type=\"file\">LICENSE.txt</license>", null)]
    [InlineData("<licenseUrl>https://e.example</licenseUrl>", null)]
    [InlineData("", null)]
    public void A_licence_that_is_unknown_or_not_accepted_stops_the_build(string named, string? licence)
    {
        Unpacked("Direct", "1.0.0", named);
        var part = new Part("Direct", "1.0.0", "00", []);
        if (licence is null)
        {
            Assert.Contains("Direct 1.0.0 ", Assert.Throws<InventoryException>(() => new LicenceRules(Rules).Read(part, [folder.Path])).Message, StringComparison.Ordinal);
        }
        else
        {
            var read = new LicenceRules(Rules).Read(part, [folder.Path]);
            Assert.Equal((licence, Convert.ToHexStringLower(Convert.FromBase64String(Hash)), "Copyright somebody"), (read.Licence, read.Sha512, read.Copyright));
        }
    }

    [Fact]
    public void A_licence_that_somebody_read_holds_for_that_file_only()
    {
        Unpacked("Filed", "1.0.0", "<license type=\"file\">LICENSE.txt</license>");
        var path = folder.Sub("filed", "1.0.0", "LICENSE.txt");
        File.WriteAllText(path, "the text");
        var rules = new LicenceRules(Rules.Replace("SHA", Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("the text"u8)), StringComparison.Ordinal));
        var part = new Part("Filed", "1.0.0", "00", []);
        Assert.Equal(("NCSA", "the text"), (rules.Read(part, [folder.Path]).Licence, rules.Read(part, [folder.Path]).Notices.Single()));
        Assert.Throws<InventoryException>(() => rules.Read(part with { Version = "1.0.1" }, [folder.Path]));
        File.WriteAllText(path, "another text");
        Assert.Contains("is not the file", Assert.Throws<InventoryException>(() => rules.Read(part, [folder.Path])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bill_names_every_part_and_is_the_same_every_time()
    {
        var parts = ProjectAssets.Parts(Assets);
        var bill = SoftwareBill.Write("Mine", "0.1.0", parts, holds: true, epoch: null);
        Assert.Equal(bill, SoftwareBill.Write("Mine", "0.1.0", parts, holds: true, epoch: null));
        Assert.Equal(parts.Select(part => (part.Name, part.Version, part.Sha512, part.Licence)), SoftwareBill.Read(bill).Select(part => (part.Name, part.Version, part.Sha512, part.Licence)));
        using var document = JsonDocument.Parse(bill);
        Assert.Equal("SPDX-2.2", document.RootElement.GetProperty("spdxVersion").GetString());
        var ids = document.RootElement.GetProperty("packages").EnumerateArray().Select(package => package.GetProperty("SPDXID").GetString()).ToHashSet();
        Assert.All(document.RootElement.GetProperty("relationships").EnumerateArray(), relation => Assert.Contains(relation.GetProperty("relatedSpdxElement").GetString(), ids));
        Assert.Equal(6, document.RootElement.GetProperty("relationships").GetArrayLength());
        Assert.Contains("\"created\": \"2026-11-28T00:00:00Z\"", SoftwareBill.Write("Mine", "0.1.0", parts, holds: true, epoch: "1795824000"), StringComparison.Ordinal);
    }

    /// <summary>A finished package whose bill lacks something, or names something else, is refused; so is one that does not pass a licence on.</summary>
    [Fact]
    public void A_package_that_does_not_tell_what_it_holds_is_refused()
    {
        Part[] all = [.. ProjectAssets.Parts(Assets)];
        Assert.Equal(3, PackageCheck.Check(Package(all, all, all)).Count);
        Assert.Contains("Below 2.0.0 is not in it", Refused(Package(all, [.. all.Skip(1)], all)), StringComparison.Ordinal);
        Assert.Contains("Below 2.0.0 is not in the package", Refused(Package([.. all.Skip(1)], all, all)), StringComparison.Ordinal);
        Assert.Contains("Below 3.0.0 is not in the package", Refused(Package(all, [all[0] with { Version = "3.0.0" }, .. all.Skip(1)], all)), StringComparison.Ordinal);
        Assert.Contains("Below 2.0.0, whose licence", Refused(Package(all, all, [.. all.Skip(1)])), StringComparison.Ordinal);
        Assert.Contains("asks for Direct 1.0.0", Refused(Package(null, [], [], "Direct")), StringComparison.Ordinal);
        Assert.Contains("has no _manifest", Refused(Package(null, null, [])), StringComparison.Ordinal);
        Assert.Contains("asks for nothing", Refused(Package(null, all, [])), StringComparison.Ordinal);
    }

    /// <summary>The tool as it was restored for this build: every licence is known, and none is told of that it does not hold.</summary>
    [Fact]
    public void Every_licence_in_the_tool_is_known()
    {
        var assets = File.ReadAllText(Path.Combine(Repository.Folder, "src", "Temper.Cli", "obj", "project.assets.json"));
        var licences = File.ReadAllText(Path.Combine(Repository.Folder, "build", "Inventory", "licences", "rules.json"));
        var rules = new LicenceRules(licences);
        var parts = ProjectAssets.Parts(assets).Select(part => rules.Read(part, ProjectAssets.Folders(assets))).ToList();
        Assert.InRange(parts.Count(part => part.Sha512 is not null), 5, 50);
        var notices = LicenceNotices.Write("Temper.Cli", parts, licence => $"the text of {licence}");
        Assert.Contains("has no text here", Assert.Throws<InvalidDataException>(() => LicenceNotices.Write("Temper.Cli", parts, _ => null)).Message, StringComparison.Ordinal);
        Assert.All(parts.Where(part => part.Sha512 is not null), part => Assert.Contains($"{part.Name} {part.Version}: {part.Licence}", notices, StringComparison.Ordinal));
        using var document = JsonDocument.Parse(licences);
        Assert.All(
            document.RootElement.GetProperty("read").EnumerateArray(),
            entry => Assert.Contains(parts, part => part.Name == entry.GetProperty("package").GetString() && part.Version == entry.GetProperty("version").GetString()));
    }

    private static string Refused(string package) => Assert.Throws<InventoryException>(() => PackageCheck.Check(package)).Message;

    /// <summary>A package that holds some parts (or asks for one), with a bill and notices of others.</summary>
    private string Package(Part[]? held, Part[]? billed, Part[] told, string? asked = null)
    {
        var path = folder.Sub($"{Guid.NewGuid():N}.nupkg");
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        Add(zip, "Mine.nuspec", $"<package><metadata>{(asked is null ? "" : $"<dependencies><dependency id=\"{asked}\" version=\"1.0.0\" /></dependencies>")}</metadata></package>");
        if (billed is not null)
        {
            Add(zip, SoftwareBill.Place, SoftwareBill.Write("Mine", "0.1.0", [.. billed.Select(part => part with { Needs = [] })], held is not null, null));
        }

        if (held is not null)
        {
            Add(zip, "tools/net10.0/any/Mine.deps.json", $"{{\"libraries\": {{{string.Join(", ", held.Select(part => $"\"{part.Name}/{part.Version}\": {{}}").Append("\"Mine/0.1.0\": {}"))}}}}}");
            Add(zip, LicenceNotices.Place, LicenceNotices.Write("Mine", told, licence => $"the text of {licence}"));
        }

        return path;
    }

    private static void Add(ZipArchive zip, string name, string text)
    {
        using var entry = zip.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }

    private void Unpacked(string name, string version, string licence)
    {
        var id = name.ToLowerInvariant();
        folder.Write($"{id}/{version}/{id}.nuspec", Encoding.UTF8.GetBytes($"<package xmlns=\"http://schemas.microsoft.com/packaging/2012/06/nuspec.xsd\"><metadata><id>{name}</id>{licence}<copyright> Copyright somebody </copyright></metadata></package>"));
        folder.Write($"{id}/{version}/{id}.{version}.nupkg.sha512", Encoding.UTF8.GetBytes(Hash));
    }

    private string Assets => $$"""
        {
          "targets": { "net10.0": {
            "Direct/1.0.0": { "type": "package", "dependencies": { "Below": "2.0.0" } },
            "Below/2.0.0": { "type": "package" },
            "Analyzer/1.0.0": { "type": "package", "dependencies": { "Deeper": "1.0.0" } },
            "Deeper/1.0.0": { "type": "package" },
            "Ours/0.1.0": { "type": "project", "dependencies": { "Direct": "1.0.0" } } } },
          "libraries": {
            "Direct/1.0.0": { "sha512": "{{Hash}}" }, "Below/2.0.0": { "sha512": "{{Hash}}" }, "Analyzer/1.0.0": { "sha512": "{{Hash}}" },
            "Deeper/1.0.0": { "sha512": "{{Hash}}" }, "Ours/0.1.0": {} },
          "projectFileDependencyGroups": { "net10.0": ["Analyzer >= 1.0.0", "Ours >= 0.1.0"] },
          "packageFolders": { {{JsonSerializer.Serialize(folder.Path)}}: {} },
          "project": { "frameworks": { "net10.0": { "dependencies": { "Analyzer": { "suppressParent": "All", "target": "Package" } } } } }
        }
        """;
}
