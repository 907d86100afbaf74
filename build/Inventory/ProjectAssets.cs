using System.Text.Json;

namespace Temper.Inventory;

/// <summary>What a restore resolved, in project.assets.json.</summary>
internal static class ProjectAssets
{
    /// <summary>The packages that come with a project's package or that it asks for, those of those too; without what only its build needs.</summary>
    /// <param name="json">The text of project.assets.json.</param>
    public static IReadOnlyList<Part> Parts(string json)
    {
        using var document = JsonDocument.Parse(json);
        var target = document.RootElement.GetProperty("targets").EnumerateObject().Single(entry => !entry.Name.Contains('/', StringComparison.Ordinal)).Value;
        var libraries = document.RootElement.GetProperty("libraries");
        var all = target.EnumerateObject().ToDictionary(entry => entry.Name.Split('/')[0], entry => Of(entry, libraries), StringComparer.OrdinalIgnoreCase);
        var framework = document.RootElement.GetProperty("project").GetProperty("frameworks").EnumerateObject().Single().Value;
        var forBuild = framework.TryGetProperty("dependencies", out var direct)
            ? direct.EnumerateObject().Where(entry => entry.Value.TryGetProperty("suppressParent", out var hidden) && hidden.GetString() == "All").Select(entry => entry.Name).ToHashSet(StringComparer.OrdinalIgnoreCase)
            : [];
        var open = new Queue<string>(document.RootElement.GetProperty("projectFileDependencyGroups").EnumerateObject().SelectMany(group => group.Value.EnumerateArray())
            .Select(entry => entry.GetString()!.Split(' ')[0]).Where(name => !forBuild.Contains(name)));
        var found = new SortedDictionary<string, Part>(StringComparer.OrdinalIgnoreCase);
        while (open.TryDequeue(out var name))
        {
            if (!found.ContainsKey(name))
            {
                found[name] = all.TryGetValue(name, out var part) ? part : throw new InventoryException($"{name} is asked for and not resolved; restore again.");
                found[name].Needs.ToList().ForEach(open.Enqueue);
            }
        }

        return [.. found.Values];
    }

    /// <summary>The folders that packages are unpacked to.</summary>
    /// <param name="json">The text of project.assets.json.</param>
    public static IReadOnlyList<string> Folders(string json)
    {
        using var document = JsonDocument.Parse(json);
        return [.. document.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => folder.Name)];
    }

    private static Part Of(JsonProperty entry, JsonElement libraries)
    {
        var name = entry.Name.Split('/');
        var isPackage = entry.Value.GetProperty("type").GetString() == "package";
        return new Part(
            name[0],
            name[1],
            isPackage ? Convert.ToHexStringLower(libraries.GetProperty(entry.Name).GetProperty("sha512").GetBytesFromBase64()) : null,
            entry.Value.TryGetProperty("dependencies", out var needs) ? [.. needs.EnumerateObject().Select(need => need.Name)] : []);
    }
}
