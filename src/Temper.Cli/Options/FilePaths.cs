namespace Temper.Cli.Options;

/// <summary>Paths as the file system sees them.</summary>
internal static class FilePaths
{
    /// <summary>Whether two full paths mean one file: outside Linux, names that differ in case only usually do.</summary>
    public static bool AreSame(string left, string right) =>
        string.Equals(left, right, OperatingSystem.IsLinux() ? StringComparison.Ordinal : StringComparison.OrdinalIgnoreCase);
}
