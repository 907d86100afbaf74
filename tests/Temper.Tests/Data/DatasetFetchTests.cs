using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Fetching from mirrors that are down, slow, wrong or fine.</summary>
public sealed class DatasetFetchTests : IDisposable
{
    private const string First = "https://one.test/a/";
    private const string Second = "http://two.test/b/";
    private readonly TempFolder _folder = new();
    private readonly ManualTime _time = new();

    public static TheoryData<string, string> Faults => new()
    {
        { "missing", "answered 404 Not Found" },
        { "down", "no connection: " },
        { "wrong", "sent other contents: SHA-256 is " },
        { "longer", "bytes, expected " },
        { "overrun", "sent more than the " },
        { "short", "broke off after 10 of " },
        { "broken", "broke off (the line is dead)" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Fetches_the_four_files_once_and_tells_how_far_it_is()
    {
        using var mirror = new FakeMirror(FakeMirror.Good);
        using var catalog = Catalog(mirror);
        var progress = new Told();

        var dataset = await catalog.LoadAsync(new(FashionMnist.Name), progress, TestContext.Current.CancellationToken);
        var again = await catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken);

        Assert.Equal(6, dataset.Train.Count);
        Assert.Equal(dataset.Hash, again.Hash);
        Assert.Equal([.. TinyData.Packed.Keys.Order(StringComparer.Ordinal)], _folder.Files());
        Assert.Equal([.. TinyData.Names.Select(name => $"{First}{name}.gz")], mirror.Asked);
        Assert.Equal(TinyData.Packed.Keys, progress.Reports.Where(report => report.Bytes == report.Total).Select(report => report.File));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task A_mirror_that_fails_is_followed_by_the_next(string fault, string reason)
    {
        using var mirror = new FakeMirror(address => address.Host == "one.test" ? Faulty(fault, address) : FakeMirror.Good(address));
        using var catalog = Catalog(mirror);

        var dataset = await catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken);

        Assert.Equal(3, dataset.Outputs);
        Assert.Equal(4, _folder.Files().Length);
        // Once failed, the first one is not asked again for the other three.
        Assert.Equal(5, mirror.Asked.Count);
        await Alone(fault, reason);
    }

    [Fact]
    public async Task A_mirror_that_falls_silent_is_given_up()
    {
        using var mirror = new FakeMirror(address => address.Host == "one.test"
            ? new StreamContent(new StuckStream(TinyData.Packed[address.Segments[^1]][..10], () => _time.Advance(TimeSpan.FromSeconds(30))))
            : null);
        using var catalog = Catalog(mirror);

        var error = await Assert.ThrowsAsync<DataException>(() => catalog.LoadAsync(new(), null, TestContext.Current.CancellationToken));

        Assert.Contains($"{First}train-images-idx3-ubyte.gz: no byte for 30 s; {Second}train", error.Message, StringComparison.Ordinal);
        Assert.Empty(_folder.Files());
    }

    [Fact]
    public async Task A_mirror_that_never_answers_is_given_up()
    {
        using var mirror = new FakeMirror(async _ =>
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Delay(Timeout.Infinite, TestContext.Current.CancellationToken);
            return null;
        });
        using var catalog = Catalog(mirror);

        var error = await Assert.ThrowsAsync<DataException>(() => catalog.LoadAsync(new(), null, TestContext.Current.CancellationToken));

        Assert.Contains($"{Second}train-images-idx3-ubyte.gz: no byte for 30 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cancelled_it_leaves_no_unfinished_file()
    {
        using var source = new CancellationTokenSource();
        var seen = Array.Empty<string>();
        using var mirror = new FakeMirror(address => new StreamContent(new StuckStream(TinyData.Packed[address.Segments[^1]][..10], () =>
        {
            seen = _folder.Files();
            source.Cancel();
        })));
        using var catalog = Catalog(mirror);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => catalog.LoadDefaultAsync(null, source.Token));

        Assert.EndsWith(".part", Assert.Single(seen), StringComparison.Ordinal);
        Assert.Empty(_folder.Files());
        Assert.Single(mirror.Asked);
    }

    [Fact]
    public async Task Two_at_once_do_each_other_no_harm()
    {
        // Both have asked for the first file before either gets it.
        var both = new TaskCompletionSource();
        var asked = 0;
        using var mirror = new FakeMirror(async address =>
        {
            if (Interlocked.Increment(ref asked) == 2)
            {
                both.SetResult();
            }

            await both.Task;
            return FakeMirror.Good(address);
        });
        using var first = Catalog(mirror);
        using var second = Catalog(mirror);

        var loaded = await Task.WhenAll(
            first.LoadAsync(new(), null, TestContext.Current.CancellationToken),
            second.LoadAsync(new(), null, TestContext.Current.CancellationToken));

        Assert.Equal(loaded[0].Hash, loaded[1].Hash);
        Assert.Equal([.. TinyData.Packed.Keys.Order(StringComparer.Ordinal)], _folder.Files());
    }

    [Fact]
    public async Task Only_what_is_missing_is_fetched_and_old_left_overs_go()
    {
        foreach (var name in TinyData.Names.Take(2))
        {
            _folder.Write(name + ".gz", TinyData.Packed[name + ".gz"]);
        }

        File.SetLastWriteTimeUtc(_folder.Write("old.part", [1]), _time.GetUtcNow().UtcDateTime.AddDays(-2));
        File.SetLastWriteTimeUtc(_folder.Write("new.part", [1]), _time.GetUtcNow().UtcDateTime.AddHours(-1));
        using var mirror = new FakeMirror(FakeMirror.Good);
        using var catalog = Catalog(mirror);

        await catalog.LoadAsync(new(), null, TestContext.Current.CancellationToken);

        Assert.Equal([$"{First}t10k-images-idx3-ubyte.gz", $"{First}t10k-labels-idx1-ubyte.gz"], mirror.Asked);
        Assert.Contains("new.part", _folder.Files());
        Assert.DoesNotContain("old.part", _folder.Files());
    }

    [Fact]
    public async Task A_cache_folder_that_cannot_be_made_is_told()
    {
        var file = _folder.Write("file", [1]);
        using var mirror = new FakeMirror(FakeMirror.Good);
        using var catalog = Catalog(mirror, Path.Combine(file, "cache"));

        var error = await Assert.ThrowsAsync<DataException>(() => catalog.LoadAsync(new(), null, TestContext.Current.CancellationToken));

        Assert.Contains("cannot be made (", error.Message, StringComparison.Ordinal);
        Assert.Empty(mirror.Asked);
    }

    // The same fault with no other mirror left: an error that gives the reason, and nothing in the folder.
    private async Task Alone(string fault, string reason)
    {
        using var empty = new TempFolder();
        using var mirror = new FakeMirror(address => Faulty(fault, address));
        using var catalog = Catalog(mirror, empty.Path);

        var error = await Assert.ThrowsAsync<DataException>(() => catalog.LoadAsync(new(), null, TestContext.Current.CancellationToken));

        Assert.Contains($"{First}train-images-idx3-ubyte.gz: ", error.Message, StringComparison.Ordinal);
        Assert.Contains($"{Second}train-images-idx3-ubyte.gz: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.Empty(empty.Files());
    }

    private static HttpContent? Faulty(string fault, Uri address)
    {
        var good = TinyData.Packed[address.Segments[^1]];
        return fault switch
        {
            "missing" => null,
            "down" => throw new HttpRequestException("refused", new System.Net.Sockets.SocketException(111)),
            "wrong" => new ByteArrayContent([.. good[..^1], (byte)(good[^1] + 1)]),
            "longer" => new ByteArrayContent([.. good, 0]),
            "overrun" => WithoutLength(new byte[good.Length + 100_000]),
            "short" => WithoutLength(good[..10]),
            "broken" => new StreamContent(new StuckStream(good[..5], () => throw new IOException("the line is dead"))),
            _ => throw new ArgumentOutOfRangeException(nameof(fault)),
        };
    }

    private static StreamContent WithoutLength(byte[] bytes)
    {
        var content = new StreamContent(new MemoryStream(bytes));
        content.Headers.ContentLength = null;
        return content;
    }

    private DatasetCatalog Catalog(FakeMirror mirror, string? cache = null) => new(new DatasetCatalogOptions
    {
        Handler = mirror,
        Environment = _ => null,
        CacheFolder = cache ?? _folder.Path,
        Mirrors = [new(First), new(Second)],
        Time = _time,
        Published = TinyData.Published,
    });

    private sealed class Told : IProgress<DownloadProgress>
    {
        public List<DownloadProgress> Reports { get; } = [];

        public void Report(DownloadProgress value) => Reports.Add(value);
    }
}
