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
}
