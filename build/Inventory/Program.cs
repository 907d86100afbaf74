using Temper.Inventory;

// write ASSETS NAME VERSION FOLDER [holds]: the bill of materials of a package and, if it holds its parts, their licences, into FOLDER.
// check FOLDER: whether the finished packages in it tell what they are made of.
try
{
    switch (args)
    {
        case ["write", var assets, var name, var version, var folder, .. var rest]:
            Write(File.ReadAllText(assets), name, version, folder, rest is ["holds"]);
            return 0;
        case ["check", var packages] when Directory.GetFiles(packages, "*.nupkg") is { Length: > 0 } paths:
            foreach (var path in paths.Order(StringComparer.Ordinal))
            {
                var parts = PackageCheck.Check(path);
                Console.WriteLine($"{Path.GetFileName(path)}: {(parts.Count == 0 ? "nothing of others" : string.Join(", ", parts.Select(part => $"{part.Name} {part.Version} ({part.Licence})")))}");
            }

            return 0;
        default:
            throw new InventoryException("expected write ASSETS NAME VERSION FOLDER [holds], or check FOLDER with packages");
    }
}
catch (Exception error) when (error is InventoryException or IOException or UnauthorizedAccessException)
{
    // In MSBuild's form, so that a build shows it as its error.
    Console.Error.WriteLine($"Temper.Inventory : error TEMPER003: {error.Message}");
    return 1;
}

static void Write(string assets, string name, string version, string folder, bool holds)
{
    var licences = Path.Combine(AppContext.BaseDirectory, "licences");
    var rules = new LicenceRules(File.ReadAllText(Path.Combine(licences, "rules.json")));
    var parts = ProjectAssets.Parts(assets).Select(part => rules.Read(part, ProjectAssets.Folders(assets))).ToList();
    Directory.CreateDirectory(folder);
    File.WriteAllText(Path.Combine(folder, Path.GetFileName(SoftwareBill.Place)), SoftwareBill.Write(name, version, parts, holds, Environment.GetEnvironmentVariable("SOURCE_DATE_EPOCH")));
    if (holds)
    {
        File.WriteAllText(Path.Combine(folder, LicenceNotices.Place), LicenceNotices.Write(name, parts, Licence));
    }

    string? Licence(string licence)
    {
        var file = Path.Combine(licences, $"{licence}.txt");
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
