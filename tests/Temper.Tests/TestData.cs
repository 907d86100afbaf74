namespace Temper.Tests;

/// <summary>Where the real files are, when they are there at all.</summary>
internal static class TestData
{
    /// <summary>The folder named by TEMPER_DATA, or null.</summary>
    public static string? Folder { get; } = Environment.GetEnvironmentVariable("TEMPER_DATA") is { Length: > 0 } folder
        && Directory.Exists(folder) ? folder : null;

    /// <summary>True when Fashion-MNIST is in that folder.</summary>
    public static bool HasFashionMnist => Folder is not null && Directory.Exists(Path.Combine(Folder, "fashion-mnist"));

    /// <summary>The reason to give when a test needs the real files and they are missing.</summary>
    public const string FashionMnistMissing =
        "needs the real Fashion-MNIST files: set TEMPER_DATA to a folder that holds fashion-mnist/ with the four IDX files";
}
