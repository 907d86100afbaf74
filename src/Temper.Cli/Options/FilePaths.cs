using Temper.Data;

namespace Temper.Cli.Options;

/// <summary>Paths as the file system sees them.</summary>
internal static class FilePaths
{
    /// <summary>Whether two full paths mean one file: outside Linux, names that differ in case only usually do.</summary>
    public static bool AreSame(string left, string right) =>
        string.Equals(left, right, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether a full path is that of a folder, or would be.</summary>
    public static bool IsFolder(string path) => Directory.Exists(path) || Path.EndsInDirectorySeparator(path);

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
