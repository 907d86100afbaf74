namespace Temper.Data;

/// <summary>Where Fashion-MNIST's files may be: a folder that was named, that of the environment variable, the cache.</summary>
internal sealed class FashionMnistPlaces(DatasetCatalogOptions options)
{
    /// <summary>The folder for what is fetched; null where the system has none.</summary>
    public string? Cache { get; } = options.CacheFolder ?? FashionMnist.CacheFolder(options.Environment);

    /// <summary>Whether all four files are in the cache folder.</summary>
    public bool CacheHoldsAll => Cache is { } cache && options.Published.Files.All(file => DatasetFetch.IsThere(cache, file));

    /// <summary>All places in which it is looked for, in that order; null where one is not set.</summary>
    public IEnumerable<(string Label, string? Place)> All(string? folder)
    {
        if (folder is not null)
        {
            yield return ("folder named", folder);
        }

        yield return (DatasetCatalog.FolderVariable, Variable());
        yield return ("cache", Cache);
    }

    /// <summary>The files in a place, and a note that says where they are or why there are none.</summary>
    public (IdxQuartet? Quartet, string Note) LookIn(string? place)
    {
        if (place is null)
        {
            return (null, "not set");
        }

        try
        {
            var quartet = IdxFolder.Find(place, options.Published);
            return (quartet, quartet is null ? Missing(place) : $"found in {OneLine.Of(quartet.Folder)}");
        }
        catch (DataException error)
        {
            return (null, error.Message);
        }
    }

    /// <summary>The folder that the environment variable names; null where it names none.</summary>
    public string? Variable()
    {
        var lookUp = options.Environment ?? Environment.GetEnvironmentVariable;
        return lookUp(DatasetCatalog.FolderVariable) is { Length: > 0 } folder ? folder : null;
    }

    /// <summary>Why a folder has nothing to load, for a list of places.</summary>
    public static string Missing(string folder) =>
        $"{OneLine.Of(folder)}: {(Directory.Exists(folder) ? "the four files are not there" : "no such folder")}";
}
