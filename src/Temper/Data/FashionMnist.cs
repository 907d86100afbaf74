namespace Temper.Data;

/// <summary>
/// Fashion-MNIST (Xiao, Rasul and Vollgraf, "Fashion-MNIST: a novel image dataset for benchmarking machine learning
/// algorithms", arXiv:1708.07747; MIT licence): 60,000 + 10,000 grey images of 28 x 28, ten classes of equal size.
/// </summary>
public static class FashionMnist
{
    /// <summary>Its name in this program.</summary>
    public const string Name = "fashion-mnist";

    /// <summary>The classes, in label order.</summary>
    public static IReadOnlyList<string> ClassNames { get; } =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle Boot"];

    /// <summary>
    /// The four files: train images, train labels, test images, test labels. MD5 of the packed files as published at
    /// https://github.com/zalandoresearch/fashion-mnist; the other checksums were taken from files with those.
    /// </summary>
    public static IReadOnlyList<PublishedFile> Files { get; } =
    [
        new(
            "train-images-idx3-ubyte",
            26_421_880,
            "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            47_040_016,
            "f4a8712d7a061bf5bd6d2ca38dc4d50a",
            "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
        new(
            "train-labels-idx1-ubyte",
            29_515,
            "25c81989df183df01b3e8a0aad5dffbe",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            60_008,
            "9018921c3c673c538a1fc5bad174d6f9",
            "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
        new(
            "t10k-images-idx3-ubyte",
            4_422_102,
            "bef4ecab320f06d8554ea6380940ec79",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            7_840_016,
            "8181f5470baa50b63fa0f6fddb340f0a",
            "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
        new(
            "t10k-labels-idx1-ubyte",
            5_148,
            "bb300cfdad3c16e7a12a480ee83cd310",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
            10_008,
            "15d484375f8d13e6eb1aabb0c3f46965",
            "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34"),
    ];

    /// <summary>
    /// Where the packed files can be fetched, in the order they are tried. The first-named host of the publishers
    /// speaks plain http only, so it comes second; what arrives is checked by SHA-256 either way.
    /// </summary>
    public static IReadOnlyList<Uri> Mirrors => Addresses.All;

    internal static PublishedDataset Published { get; } = new(Name, Files, ClassNames)
    {
        DatasetHash = "d60c9bd5569617ec48c7bb460ac1b7e72014cc6012814db03437c1561715f01c",
    };

    /// <summary>
    /// The user's folder for fetched files: XDG_CACHE_HOME (or ~/.cache)/temper/datasets/fashion-mnist on Linux, the
    /// local application data folder elsewhere; null when the system names neither.
    /// </summary>
    /// <param name="environment">Looks an environment variable up; null for the process's own.</param>
    public static string? CacheFolder(Func<string, string?>? environment = null)
    {
        var root = OperatingSystem.IsWindows() || OperatingSystem.IsMacOS()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : UnixCache(environment ?? Environment.GetEnvironmentVariable);
        return string.IsNullOrEmpty(root) ? null : Path.Combine(root, "temper", "datasets", Name);
    }

    // The XDG base directory specification: a relative path in the variable is to be ignored.
    private static string? UnixCache(Func<string, string?> environment) =>
        environment("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache) ? cache
        : environment("HOME") is { Length: > 0 } home && Path.IsPathRooted(home) ? Path.Combine(home, ".cache")
        : null;

    /// <summary>In a class of its own, so that addresses are parsed when something is fetched and not at every start.</summary>
    private static class Addresses
    {
        public static readonly Uri[] All =
        [
            new("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/data/fashion/"),
            new("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
        ];
    }
}
