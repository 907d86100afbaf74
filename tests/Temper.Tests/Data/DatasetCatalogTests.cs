using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Where data sets are found, and what is said when they are not. Fetching itself: <see cref="DatasetFetchTests"/>.</summary>
public sealed class DatasetCatalogTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly FakeMirror _nothing = new(_ => (HttpContent?)null);

    public void Dispose()
    {
        _nothing.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task The_folder_asked_for_comes_first()
    {
        TinyData.WriteTo(_folder, "mine/");
        TinyData.WriteTo(_folder, "variable/");
        using var catalog = Catalog(_folder.Sub("variable"));

        var named = await catalog.LoadAsync(new(FashionMnist.Name, _folder.Sub("mine")), null, TestContext.Current.CancellationToken);
        var unnamed = await catalog.LoadAsync(new(null, _folder.Sub("mine")), null, TestContext.Current.CancellationToken);

        Assert.Equal(_folder.Sub("mine"), named.Source);
        Assert.Equal("mine", unnamed.Name);
    }

    [Fact]
    public async Task Then_the_variable_then_the_cache_folder()
    {
        TinyData.WriteTo(_folder, "variable/fashion-mnist/", packed: true);
        TinyData.WriteTo(_folder, "cache/", packed: true);
        using var catalog = Catalog(_folder.Sub("variable"));
        using var without = Catalog(null);

        Assert.Equal(_folder.Sub("variable", "fashion-mnist"), (await Load(catalog)).Source);
        Assert.Equal(_folder.Sub("cache"), (await Load(without)).Source);
        Assert.Empty(_nothing.Asked);
    }

    [Fact]
    public async Task An_explicit_folder_without_the_data_set_is_an_error()
    {
        TinyData.WriteTo(_folder, "cache/", packed: true);
        using var catalog = Catalog(null);
        Directory.CreateDirectory(_folder.Sub("empty"));

        await Fails(() => catalog.LoadAsync(new(FashionMnist.Name, _folder.Sub("empty"))), "no fashion-mnist data found: looked for train-images-idx3-ubyte");
        await Fails(() => catalog.LoadAsync(new(null, _folder.Sub("nowhere"))), "nowhere: no such folder");
        await Fails(() => catalog.LoadAsync(new(null, "")), "The data folder's name is empty");
    }

    [Fact]
    public async Task Not_to_be_had_lists_every_place_and_address()
    {
        Directory.CreateDirectory(_folder.Sub("variable"));
        using var catalog = Catalog(_folder.Sub("variable"));

        await Fails(
            () => catalog.LoadAsync(new(FashionMnist.Name)),
            $"fashion-mnist cannot be had: TEMPER_DATA: {_folder.Sub("variable")}: the four files are not there; {_folder.Sub("cache")}: no such folder; "
            + "https://one.test/a/train-images-idx3-ubyte.gz: answered 404 Not Found; http://two.test/b/train-images-idx3-ubyte.gz: answered 404 Not Found; "
            + "name a folder that holds its four files (--data or TEMPER_DATA), or take the built-in data set garments.");
    }

    [Fact]
    public async Task A_name_that_nobody_knows_lists_what_there_is()
    {
        using var catalog = Catalog(null);

        await Fails(() => catalog.LoadAsync(new("mnist")), "There is no data set \"mnist\", expected fashion-mnist or garments;");
        await Fails(() => catalog.LoadAsync(new("garments", _folder.Path)), "garments is built in, but the folder");
        Assert.Contains("garments", Assert.Throws<DataException>(() => catalog.Describe("x\ny")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_name_the_built_in_set_stands_in_and_the_reason_is_told()
    {
        using var catalog = Catalog(null);

        var found = await catalog.LoadDefaultAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal("garments", found.Dataset.Name);
        Assert.StartsWith("fashion-mnist cannot be had: TEMPER_DATA is not set; ", found.WhyBuiltIn, StringComparison.Ordinal);
        Assert.Contains("two.test", found.WhyBuiltIn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_name_the_real_set_is_taken_where_it_is()
    {
        TinyData.WriteTo(_folder, "cache/");
        using var catalog = Catalog(null);

        var found = await catalog.LoadDefaultAsync(null, TestContext.Current.CancellationToken);

        Assert.Equal(FashionMnist.Name, found.Dataset.Name);
        Assert.Null(found.WhyBuiltIn);
    }

    [Fact]
    public async Task Asked_for_by_name_the_built_in_set_needs_nothing()
    {
        using var catalog = Catalog(null);

        Assert.Equal("garments", (await catalog.LoadAsync(new("Garments"), null, TestContext.Current.CancellationToken)).Name);
        Assert.Empty(_nothing.Asked);
    }

    [Theory]
    [InlineData("variable/")]
    [InlineData("cache/")]
    public async Task A_damaged_copy_is_an_error_and_never_replaced(string place)
    {
        TinyData.WriteTo(_folder, place);
        _folder.Write(place + "t10k-labels-idx1-ubyte", IdxBytes.Labels(2, 1, 1));
        using var catalog = Catalog(_folder.Sub("variable"));

        await Fails(() => catalog.LoadAsync(new()), "t10k-labels-idx1-ubyte: not the published fashion-mnist file: SHA-256 is");
        await Fails(async () => (await catalog.LoadDefaultAsync()).Dataset, "t10k-labels-idx1-ubyte: not the published fashion-mnist file: SHA-256 is");
    }

    [Fact]
    public void The_list_says_where_each_set_is()
    {
        TinyData.WriteTo(_folder, "variable/fashion-mnist/");
        using var catalog = Catalog(_folder.Sub("variable"));
        using var without = Catalog(null);

        var listed = catalog.List();
        var info = without.Describe(FashionMnist.Name, _folder.Sub("nowhere"));

        Assert.Equal(["fashion-mnist", "garments"], listed.Select(set => set.Name));
        Assert.Equal([_folder.Sub("variable", "fashion-mnist"), "built in"], listed.Select(set => set.FoundIn));
        Assert.Null(info.FoundIn);
        Assert.Equal(
            [$"folder named: {_folder.Sub("nowhere")}: no such folder", "TEMPER_DATA: not set", $"cache: {_folder.Sub("cache")}: no such folder"],
            info.Looked);
        Assert.Empty(_nothing.Asked);
    }

    private DatasetCatalog Catalog(string? variable) => new(new DatasetCatalogOptions
    {
        Handler = _nothing,
        Environment = name => name == DatasetCatalog.FolderVariable ? variable : null,
        CacheFolder = _folder.Sub("cache"),
        Mirrors = [new("https://one.test/a/"), new("http://two.test/b/")],
        Published = TinyData.Published,
    });

    private static Task<Dataset> Load(DatasetCatalog catalog) =>
        catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken);

    private static async Task Fails(Func<Task<Dataset>> load, string reason)
    {
        var error = await Assert.ThrowsAsync<DataException>(load);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }
}
