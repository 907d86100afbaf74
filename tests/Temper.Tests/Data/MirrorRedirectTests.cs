using System.Net;
using System.Reflection;
using Temper.Data;
using Xunit;

namespace Temper.Tests.Data;

/// <summary>Whatever a mirror names as the next address is followed by a rule, or a reason to try the next mirror.</summary>
public sealed class MirrorRedirectTests : IDisposable
{
    private const string First = "https://one.test/a/";
    private const string Second = "https://two.test/b/";
    private readonly TempFolder folder = new();

    /// <summary>What a Location header may hold, and the reason that is told.</summary>
    public static TheoryData<string, string> Refused
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var scheme in Schemes.Except(["http", "https"]))
            {
                data.Add($"{scheme}:///etc/passwd", "redirects to ");
                data.Add($"{scheme}:abc", "redirects to ");
                data.Add($"{scheme.ToUpperInvariant()}://host/file", "redirects to ");
            }

            data.Add("", "redirects to \"\", which is no address");
            data.Add("   ", "redirects to \"\", which is no address");
            data.Add("http://", "which is no address");
            data.Add("https://:443", "which is no address");
            data.Add("http://[::1", "which is no address");
            data.Add("http://host:99999999/", "which is no address");
            data.Add(@"\\server\share", "redirects to ");
            data.Add(@"\\server\share\..\x", "redirects to ");
            data.Add("C:\\Windows\\win.ini", "redirects to ");
            data.Add("javascript:alert(1)", "which is neither http nor https");
            data.Add("data:application/gzip;base64,H4sIAAAA", "which is neither http nor https");
            data.Add("https://me:secret@two.test/x", "which names a user");
            data.Add("https://loop.test/", "redirects more than 10 times");
            data.Add($"{Second}{new string('x', 100_000)}", "answered 404");
            data.Add("https://host/\u00e9\u00fc\u4e2d", "answered 404");
            data.Add("//nowhere.test/x", "answered 404");
            data.Add("../../../../..", "redirects more than 10 times");
            data.Add("?x=%zz%", "redirects more than 10 times");
            return data;
        }
    }

    private static IEnumerable<string> Schemes => typeof(Uri).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(constant => constant.Name.StartsWith("UriScheme", StringComparison.Ordinal)).Select(constant => (string)constant.GetValue(null)!);

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task A_redirect_that_leads_nowhere_is_a_reason_and_the_next_mirror_is_asked(string location, string reason)
    {
        using var mirror = new Redirecting(address => address.Host switch
        {
            "one.test" => location,
            "loop.test" => "https://loop.test/again",
            _ => null,
        });
        using var catalog = Catalog(mirror, new Uri(First), new Uri(Second));
        var dataset = await catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken);
        Assert.Equal(3, dataset.Outputs);

        using var empty = new TempFolder();
        using var alone = new DatasetCatalog(Options(mirror, new Uri(First)) with { CacheFolder = empty.Path });
        var error = await Assert.ThrowsAsync<DataException>(() => alone.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken));
        Assert.Contains($"{First}train-images-idx3-ubyte.gz: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(error.Message, char.IsControl);
        Assert.True(error.Message.Length < 2000, "one line that can be read");
        Assert.Empty(empty.Files());
    }

    [Theory]
    [InlineData("https://two.test/b/{0}")]
    [InlineData("http://plain.test/{0}")]
    [InlineData("HTTPS://two.test:443/b/{0}")]
    [InlineData("/b/{0}")]
    [InlineData("//two.test/b/{0}")]
    [InlineData("../b/{0}?signed=1#part")]
    [InlineData("  {0}  ")]
    public async Task A_redirect_to_http_or_https_is_followed_whatever_form_it_has(string location)
    {
        using var mirror = new Redirecting(address => address is { Host: "one.test", AbsolutePath: var path } && path.StartsWith("/a/", StringComparison.Ordinal)
            ? location.Replace("{0}", location.Contains('/', StringComparison.Ordinal) ? address.Segments[^1] : $"/c/{address.Segments[^1]}", StringComparison.Ordinal)
            : null);
        using var catalog = Catalog(mirror, new Uri(First));

        Assert.Equal(3, (await catalog.LoadAsync(new(FashionMnist.Name), null, TestContext.Current.CancellationToken)).Outputs);
    }

    [Fact]
    public void Plain_http_is_followed_to_a_known_checksum_only()
    {
        var sha = new string('a', 64);
        Assert.Null(MirrorRequest.WhyNot(new("http://host/file"), sha));
        Assert.Null(MirrorRequest.WhyNot(new("https://host/file"), ""));
        Assert.Contains("plain http", MirrorRequest.WhyNot(new("http://host/file"), ""), StringComparison.Ordinal);
        Assert.All(FashionMnist.Files, file => Assert.Equal(64, file.PackedSha256.Length));
    }

    private DatasetCatalog Catalog(HttpMessageHandler mirror, params Uri[] mirrors) => new(Options(mirror, mirrors));

    private DatasetCatalogOptions Options(HttpMessageHandler mirror, params Uri[] mirrors) => new()
    {
        Handler = mirror,
        Environment = _ => null,
        CacheFolder = folder.Path,
        Mirrors = mirrors,
        Published = TinyData.Published,
    };

    /// <summary>Answers with a Location header as it stands, or with the file of that name.</summary>
    private sealed class Redirecting(Func<Uri, string?> location) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var address = request.RequestUri!;
            Assert.Contains(address.Scheme, new[] { "http", "https" });
            var answer = new HttpResponseMessage(HttpStatusCode.NotFound);
            if (location(address) is { } next)
            {
                answer.StatusCode = HttpStatusCode.Found;
                answer.Headers.TryAddWithoutValidation("Location", next);
            }
            else if (TinyData.Packed.TryGetValue(address.Segments[^1], out var file))
            {
                answer.StatusCode = HttpStatusCode.OK;
                answer.Content = new ByteArrayContent(file);
            }

            return Task.FromResult(answer);
        }
    }
}
