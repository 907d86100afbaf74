using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;

namespace Temper.Inventory;

/// <summary>Whether a finished package tells what it is made of.</summary>
internal static class PackageCheck
{
    /// <summary>Checks a package.</summary>
    /// <param name="path">A .nupkg file.</param>
    /// <returns>What its bill names.</returns>
    /// <exception cref="InventoryException">The bill lacks something that the package asks for or holds, or names something else; or a licence is not passed on.</exception>
    public static IReadOnlyList<Part> Check(string path)
    {
        using var package = ZipFile.OpenRead(path);
        var bill = SoftwareBill.Read(Text(package, SoftwareBill.Place, path));
        using var specification = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal) && !entry.FullName.Contains('/', StringComparison.Ordinal)).Open();
        var asked = XDocument.Load(specification).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => (element.Attribute("id")!.Value, element.Attribute("version")!.Value)).ToList();
        foreach (var (name, version) in asked.Where(need => !bill.Any(part => (part.Name, part.Version) == need)))
        {
            throw new InventoryException($"{path}: asks for {name} {version}, which its bill does not name.");
        }

        var held = package.Entries.FirstOrDefault(entry => entry.FullName.EndsWith(".deps.json", StringComparison.Ordinal));
        if (held is not null)
        {
            RequireSame(Held(held), bill, path);
            var notices = Text(package, LicenceNotices.Place, path);
            foreach (var part in bill.Where(part => part.Sha512 is not null && !notices.Contains($"{part.Name} {part.Version}: {part.Licence}", StringComparison.Ordinal)))
            {
                throw new InventoryException($"{path}: holds {part.Name} {part.Version}, whose licence {LicenceNotices.Place} does not pass on.");
            }
        }
        else if (asked.Count == 0 && bill.Count > 0)
        {
            throw new InventoryException($"{path}: asks for nothing, but its bill names {string.Join(", ", bill.Select(part => part.Name))}.");
        }

        return bill;
    }

    private static List<(string, string)> Held(ZipArchiveEntry entry)
    {
        using var text = entry.Open();
        using var document = JsonDocument.Parse(text);
        var own = Path.GetFileName(entry.FullName)[..^".deps.json".Length];
        return [.. document.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')).Where(library => library[0] != own).Select(library => (library[0], library[1]))];
    }

    private static void RequireSame(List<(string Name, string Version)> held, IReadOnlyList<Part> bill, string path)
    {
        var named = bill.Select(part => (part.Name, part.Version)).ToList();
        var wrong = held.Except(named).Select(part => $"{part.Name} {part.Version} is not in it").Concat(named.Except(held).Select(part => $"{part.Name} {part.Version} is not in the package")).ToList();
        if (wrong.Count > 0)
        {
            throw new InventoryException($"{path}: the bill is wrong: {string.Join("; ", wrong)}.");
        }
    }

    private static string Text(ZipArchive package, string name, string path)
    {
        using var file = new StreamReader((package.GetEntry(name) ?? throw new InventoryException($"{path}: has no {name}.")).Open());
        return file.ReadToEnd();
    }
}
