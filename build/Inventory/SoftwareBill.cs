using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Temper.Inventory;

/// <summary>
/// A bill of materials: SPDX 2.2 as JSON, where Microsoft's own tools put it. The same parts give the same bytes: the only moment in it is
/// SOURCE_DATE_EPOCH, or the first that a zip file knows.
/// </summary>
internal static class SoftwareBill
{
    /// <summary>Its place in a package.</summary>
    public const string Place = "_manifest/spdx_2.2/manifest.spdx.json";

    private const string Root = "SPDXRef-RootPackage";

    // The signs of names and licences are readable; the document is no part of an HTML page.
    private static readonly JsonSerializerOptions Format = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it.</summary>
    /// <param name="name">The package.</param>
    /// <param name="version">Its version.</param>
    /// <param name="parts">What it is made of and asks for.</param>
    /// <param name="holds">Whether the parts are in the package; otherwise it asks for them.</param>
    /// <param name="epoch">SOURCE_DATE_EPOCH: seconds since 1970; null if nobody says.</param>
    public static string Write(string name, string version, IReadOnlyList<Part> parts, bool holds, string? epoch)
    {
        var created = epoch is null ? new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero) : DateTimeOffset.FromUnixTimeSeconds(long.Parse(epoch, CultureInfo.InvariantCulture));
        var packages = new JsonArray(Package(Root, new Part(name, version, null, [])));
        var relations = new JsonArray(Relation("SPDXRef-DOCUMENT", "DESCRIBES", Root));
        foreach (var part in parts)
        {
            packages.Add(Package(Id(part.Name), part));
            relations.Add(Relation(Root, holds ? "CONTAINS" : "DEPENDS_ON", Id(part.Name)));
            foreach (var need in part.Needs)
            {
                relations.Add(Relation(Id(part.Name), "DEPENDS_ON", Id(parts.First(other => string.Equals(other.Name, need, StringComparison.OrdinalIgnoreCase)).Name)));
            }
        }

        var content = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(packages.ToJsonString() + relations.ToJsonString())));
        return new JsonObject
        {
            ["spdxVersion"] = "SPDX-2.2",
            ["dataLicense"] = "CC0-1.0",
            ["SPDXID"] = "SPDXRef-DOCUMENT",
            ["name"] = $"{name} {version}",
            ["documentNamespace"] = $"https://spdx.org/spdxdocs/{name}-{version}-{content}",
            ["creationInfo"] = new JsonObject { ["created"] = created.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["creators"] = new JsonArray("Organization: The Temper authors", "Tool: Temper.Inventory") },
            ["documentDescribes"] = new JsonArray(Root),
            ["packages"] = packages,
            ["relationships"] = relations,
        }.ToJsonString(Format) + "\n";
    }

    /// <summary>Reads name, version and hash of the parts.</summary>
    /// <param name="json">What <see cref="Write"/> wrote.</param>
    public static IReadOnlyList<Part> Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return
        [
            .. document.RootElement.GetProperty("packages").EnumerateArray().Where(package => package.GetProperty("SPDXID").GetString() != Root).Select(package => new Part(
                package.GetProperty("name").GetString()!,
                package.GetProperty("versionInfo").GetString()!,
                package.TryGetProperty("checksums", out var sums) ? sums[0].GetProperty("checksumValue").GetString() : null,
                []) { Licence = package.GetProperty("licenseDeclared").GetString()! }),
        ];
    }

    private static JsonObject Package(string id, Part part)
    {
        var package = new JsonObject
        {
            ["SPDXID"] = id,
            ["name"] = part.Name,
            ["versionInfo"] = part.Version,
            ["downloadLocation"] = "NOASSERTION",
            ["filesAnalyzed"] = false,
            ["licenseConcluded"] = "NOASSERTION",
            ["licenseDeclared"] = part.Licence,
            ["copyrightText"] = part.Copyright.Length == 0 ? "NOASSERTION" : part.Copyright,
            ["externalRefs"] = new JsonArray(new JsonObject { ["referenceCategory"] = "PACKAGE_MANAGER", ["referenceType"] = "purl", ["referenceLocator"] = $"pkg:nuget/{part.Name}@{part.Version}" }),
        };
        if (part.Sha512 is { } hash)
        {
            package["checksums"] = new JsonArray(new JsonObject { ["algorithm"] = "SHA512", ["checksumValue"] = hash });
        }

        return package;
    }

    private static JsonObject Relation(string from, string kind, string to) => new() { ["spdxElementId"] = from, ["relationshipType"] = kind, ["relatedSpdxElement"] = to };

    private static string Id(string name) => "SPDXRef-" + string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' ? c : '-'));
}
