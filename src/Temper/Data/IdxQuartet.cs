namespace Temper.Data;

/// <summary>The four files of an image data set in one folder: train images and labels, test images and labels.</summary>
internal sealed class IdxQuartet
{
    private static readonly string[] Roles =
        ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    private IdxQuartet(string folder, string[] paths)
    {
        Folder = folder;
        Paths = paths;
    }

    /// <summary>The folder they are in.</summary>
    public string Folder { get; }

    /// <summary>Train images, train labels, test images, test labels.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>
    /// What the folder is called: the last part of its path, or the one before where that is "raw" (the layout of
    /// torchvision), in lower case.
    /// </summary>
    public static string NameOf(string folder)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        if (Path.GetFileName(path).Equals("raw", StringComparison.OrdinalIgnoreCase))
        {
            path = Path.GetDirectoryName(path) ?? path;
        }

        var name = Path.GetFileName(path);
        return name.Length == 0 ? "data" : OneLine.Of(name).ToLowerInvariant();
    }

    /// <summary>The four files of a folder, or null when it holds none of them.</summary>
    /// <exception cref="DataException">Some are missing, or there are several sets, or the folder cannot be read.</exception>
    public static IdxQuartet? Find(string folder)
    {
        // By prefix: for each role its best file so far. Plain collections of objects: their code is in the runtime, ready.
        var sets = new Dictionary<string, Candidate?[]>(StringComparer.Ordinal);
        foreach (var path in FilesOf(folder))
        {
            if (Recognise(Path.GetFileName(path)) is not var (prefix, role, rank))
            {
                continue;
            }

            if (!sets.TryGetValue(prefix, out var found))
            {
                sets[prefix] = found = new Candidate?[Roles.Length];
            }

            if (found[role] is not { } best || rank < best.Rank)
            {
                found[role] = new Candidate(path, rank);
            }
        }

        if (sets.Count > 1)
        {
            var names = string.Join(", ", sets.Keys.Order(StringComparer.Ordinal).Select(prefix => $"{prefix}train-images..."));
            throw new DataException(
                $"{OneLine.Of(folder)}: holds several data sets ({OneLine.Of(names)}), expected one; "
                + "move the four files of one into a folder of their own.");
        }

        foreach (var (prefix, found) in sets)
        {
            if (Array.IndexOf(found, null) >= 0)
            {
                var missing = Roles.Where((_, role) => found[role] is null).Select(role => prefix + role);
                throw new DataException(
                    $"{OneLine.Of(folder)}: lacks {OneLine.Of(string.Join(", ", missing))} (or the same with .gz); add what is missing.");
            }

            return new IdxQuartet(folder, [.. found.Select(file => file!.Path)]);
        }

        return null;
    }

    // Names as published and as other programs write them: an optional prefix ending in a hyphen ("emnist-digits-"),
    // "train", "t10k" or "test", "-images" or "-labels", then "-idx3-ubyte" or ".idx3-ubyte" (idx1 for labels), and
    // ".gz" or nothing. Where one file is there in several forms, the lowest rank wins: unpacked before packed.
    private static (string Prefix, int Role, int Rank)? Recognise(string name)
    {
        var rank = 0;
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
        {
            name = name[..^3];
            rank = 4;
        }

        foreach (var (ending, role, cost) in ((string, int, int)[])[
            ("-images-idx3-ubyte", 0, 0), ("-images.idx3-ubyte", 0, 1),
            ("-labels-idx1-ubyte", 1, 0), ("-labels.idx1-ubyte", 1, 1)])
        {
            if (!name.EndsWith(ending, StringComparison.Ordinal))
            {
                continue;
            }

            var stem = name[..^ending.Length];
            foreach (var (split, offset, more) in ((string, int, int)[])[("train", 0, 0), ("t10k", 2, 0), ("test", 2, 2)])
            {
                if (stem.EndsWith(split, StringComparison.Ordinal)
                    && (stem.Length == split.Length || stem[^(split.Length + 1)] == '-'))
                {
                    return (stem[..^split.Length], role + offset, rank + cost + more);
                }
            }
        }

        return null;
    }

    private static string[] FilesOf(string folder)
    {
        try
        {
            return Directory.GetFiles(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{OneLine.Of(folder)}: the folder cannot be read ({OneLine.OfFileError(error)}); check its permissions.", error);
        }
    }

    private sealed record Candidate(string Path, int Rank);
}
