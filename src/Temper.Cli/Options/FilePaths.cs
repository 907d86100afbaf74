using Temper.Data;

namespace Temper.Cli.Options;

/// <summary>Paths as the file system sees them.</summary>
internal static class FilePaths
{
    /// <summary>Whether two full paths mean one file: outside Linux, names that differ in case only usually do.</summary>
    public static bool AreSame(string left, string right) =>
        string.Equals(left, right, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Refuses a name that only a folder can have: it ends in a slash.</summary>
    /// <param name="path">The full path of a file that is to be written.</param>
    /// <param name="option">What named it.</param>
    /// <exception cref="UsageException">It ends in a slash.</exception>
    public static void RequireFileName(string path, string option)
    {
        if (Path.EndsInDirectorySeparator(path))
        {
            throw new UsageException($"{option} names a folder, {path}; name a file in it.");
        }
    }

    /// <summary>Refuses a file's name that a folder has already.</summary>
    /// <param name="path">The full path of a file that is to be written.</param>
    /// <param name="option">What named it.</param>
    /// <exception cref="DataException">There is a folder of that name.</exception>
    public static void RequireNoFolder(string path, string option)
    {
        if (Directory.Exists(path))
        {
            throw new DataException($"{path}: is a folder, but {option} names a file; name a file in it.");
        }
    }

    /// <summary>Refuses a file that is there, unless it is to be replaced.</summary>
    /// <exception cref="DataException">It is there.</exception>
    public static void RequireFree(string path, bool force)
    {
        if (!force && File.Exists(path))
        {
            throw new DataException($"{path}: is there already; give --force to replace it.");
        }
    }
}
