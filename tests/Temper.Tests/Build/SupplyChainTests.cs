using System.Text.Json;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Xunit;

namespace Temper.Tests.Build;

/// <summary>What the build takes from others is named by hash.</summary>
public sealed partial class SupplyChainTests
{
    public static TheoryData<string> Projects =>
    [
        .. Directory.GetFiles(Repository.Folder, "*.csproj", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Repository.Folder, file).Replace('\\', '/'))
            .Where(file => file.Split('/')[0] is "src" or "bench" or "build" or "samples" or "tests" && !file.Split('/').Contains("obj")).Order(StringComparer.Ordinal),
    ];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Every_package_of_a_project_is_locked(string project)
    {
        var file = XDocument.Load(Path.Combine(Repository.Folder, project));
        using var locked = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Folder, Path.GetDirectoryName(project)!, "packages.lock.json")));
        var entries = locked.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject()).ToList();
        Assert.Equal("net10.0", Assert.Single(locked.RootElement.GetProperty("dependencies").EnumerateObject()).Name);
        Assert.All(file.Descendants("PackageReference"), reference => Assert.Contains(entries, entry => entry.Name == reference.Attribute("Include")!.Value));
        Assert.All(
            entries.Where(entry => entry.Value.GetProperty("type").GetString() != "Project"),
            entry => Assert.Equal(64, entry.Value.GetProperty("contentHash").GetBytesFromBase64().Length));
    }

    [Fact]
    public void CI_takes_nothing_else()
    {
        var props = XDocument.Load(Path.Combine(Repository.Folder, "Directory.Build.props")).Descendants().ToDictionary(element => element.Name.LocalName + element.Attribute("Condition")?.Value, element => element.Value);
        Assert.Equal("true", props["RestorePackagesWithLockFile"]);
        Assert.Equal("true", props["RestoreLockedMode'$(CI)' == 'true' and '$(PublishAot)' != 'true'"]);
        var config = XDocument.Load(Path.Combine(Repository.Folder, "nuget.config")).Root!;
        Assert.Equal("packageSourceMapping", Assert.Single(config.Elements()).Name.LocalName);
        Assert.Equal(["clear", "packageSource"], config.Elements().Single().Elements().Select(element => element.Name.LocalName));
        Assert.Equal("nuget.org", config.Descendants("packageSource").Single().Attribute("key")!.Value);
        Assert.Equal("*", config.Descendants("package").Single().Attribute("pattern")!.Value);
    }

    [Fact]
    public void Every_action_is_pinned_by_its_commit_and_may_only_read()
    {
        var workflows = Directory.GetFiles(Path.Combine(Repository.Folder, ".github", "workflows"));
        Assert.NotEmpty(workflows);
        foreach (var file in workflows)
        {
            var text = File.ReadAllText(file).ReplaceLineEndings("\n");
            var uses = text.Split('\n').Where(line => line.Contains("uses:", StringComparison.Ordinal)).ToList();
            Assert.NotEmpty(uses);
            Assert.All(uses, line => Assert.Matches(Pinned(), line));
            Assert.Contains("\npermissions:\n  contents: read\n\njobs:", text, StringComparison.Ordinal);
            Assert.Equal(uses.Count(line => line.Contains("actions/checkout@", StringComparison.Ordinal)), Regex.Count(text, "persist-credentials: false\n"));
            Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        }

        Assert.DoesNotMatch(Pinned(), "      - uses: actions/checkout@v4");
        Assert.DoesNotMatch(Pinned(), "      - uses: actions/checkout@34e1148 # v4.3.1");
    }

    [GeneratedRegex("^ +- uses: [A-Za-z0-9._/-]+@[0-9a-f]{40} # v[0-9]+\\.[0-9]+\\.[0-9]+$")]
    private static partial Regex Pinned();
}
