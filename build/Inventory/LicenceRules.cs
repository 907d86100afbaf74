using System.Security.Cryptography;
using System.Text.Json;
using System.Xml.Linq;

namespace Temper.Inventory;

/// <summary>Which licences may be in a package, and what somebody has read of packages that do not name theirs.</summary>
internal sealed class LicenceRules
{
    private readonly HashSet<string> accepted;
    private readonly Dictionary<(string Package, string Version), (string Licence, string? File, string? Sha256)> read;

    /// <summary>The rules.</summary>
    /// <param name="json">rules.json.</param>
    public LicenceRules(string json)
    {
        using var document = JsonDocument.Parse(json);
        accepted = [.. document.RootElement.GetProperty("accepted").EnumerateArray().Select(entry => entry.GetString()!)];
        read = document.RootElement.GetProperty("read").EnumerateArray().ToDictionary(
            entry => (entry.GetProperty("package").GetString()!, entry.GetProperty("version").GetString()!),
            entry => (entry.GetProperty("licence").GetString()!, Text(entry, "file"), Text(entry, "sha256")));
    }

    /// <summary>A part with its file's hash, licence, copyright and notices from its unpacked package.</summary>
    /// <param name="part">The part.</param>
    /// <param name="folders">Where packages are unpacked to.</param>
    /// <exception cref="InventoryException">Its licence is unknown or not accepted.</exception>
    public Part Read(Part part, IReadOnlyList<string> folders)
    {
        if (part.Sha512 is null)
        {
            return part;
        }

        var id = part.Name.ToLowerInvariant();
        var folder = folders.Select(root => Path.Combine(root, id, part.Version.ToLowerInvariant())).FirstOrDefault(Directory.Exists)
            ?? throw new InventoryException($"{part.Name} {part.Version} is not unpacked in {string.Join(" or ", folders)}; restore again.");
        var metadata = XDocument.Load(Path.Combine(folder, $"{id}.nuspec")).Root!.Elements().Single(element => element.Name.LocalName == "metadata");
        var licence = Licence(part, metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "license"), folder);
        if (!IsAccepted(licence))
        {
            throw new InventoryException($"{part.Name} {part.Version} is under {licence}, which licences/rules.json does not accept.");
        }

        // A lock file's hash is of the content without its signature; this one is of the file as it is fetched.
        var hash = Path.Combine(folder, $"{id}.{part.Version.ToLowerInvariant()}.nupkg.sha512");
        return part with
        {
            Sha512 = Convert.ToHexStringLower(Convert.FromBase64String(File.ReadAllText(hash))),
            Licence = licence,
            Copyright = metadata.Elements().FirstOrDefault(element => element.Name.LocalName == "copyright")?.Value.Trim() ?? "",
            Notices = [.. Directory.GetFiles(folder).Where(IsNotice).Order(StringComparer.Ordinal).Select(file => File.ReadAllText(file).ReplaceLineEndings("\n").Trim())],
        };
    }

    /// <summary>Whether all that an expression asks for, or one of what it lets choose, is accepted.</summary>
    /// <param name="expression">"MIT", "Unlicense OR MIT", "MIT AND Apache-2.0"; brackets and exceptions are not known, so not accepted.</param>
    public bool IsAccepted(string expression) =>
        expression.Split(" OR ").Any(choice => choice.Split(" AND ").All(accepted.Contains));

    private string Licence(Part part, XElement? named, string folder)
    {
        if (named?.Attribute("type")?.Value == "expression")
        {
            return named.Value.Trim();
        }

        if (!read.TryGetValue((part.Name, part.Version), out var known))
        {
            throw new InventoryException($"{part.Name} {part.Version} names no licence as an SPDX expression; read it, and write into licences/rules.json what it is.");
        }

        var file = known.File is null ? null : Path.Combine(folder, known.File);
        var hash = file is not null && File.Exists(file) ? Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) : null;
        return hash == known.Sha256 ? known.Licence : throw new InventoryException($"{part.Name} {part.Version}: {known.File} is not the file that licences/rules.json tells of.");
    }

    private static bool IsNotice(string path) =>
        Path.GetFileName(path) is var name && (name.Contains("LICEN", StringComparison.OrdinalIgnoreCase) || name.Contains("NOTICE", StringComparison.OrdinalIgnoreCase));

    private static string? Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() : null;
}
