namespace Temper.Tests;

/// <summary>Where the sources are, for tests that read them.</summary>
internal static class Repository
{
    private static readonly Lazy<string> Root = new(() =>
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Temper.slnx")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("These tests read the sources: run them inside the repository.");
        }

        return folder.FullName;
    });

    public static string Folder => Root.Value;

    /// <summary>The C# files of a folder, without what a build puts there.</summary>
    public static string[] CodeFiles(string folder) =>
    [
        .. Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories).Where(file =>
            Path.GetRelativePath(folder, file).Split(Path.DirectorySeparatorChar).All(IsCode)),
    ];

    /// <summary>Whether a folder of that name holds sources, and not what a build puts there.</summary>
    public static bool IsCode(string? folder) => folder is not ("bin" or "obj");
}
