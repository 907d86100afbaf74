using System.Net;
using System.Text;
using System.Text.Json;
using Temper.Tests.Cli;
using Temper.Tests.Images;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>samples/WebApi: what it is sent and cannot use is told in one sentence of problem+json.</summary>
[Collection(WebApiStage.Tests)]
public sealed class WebApiRefusalTests(WebApiStage stage)
{
    private const string Large = "larger than 20000 bytes, the most that is accepted";
    private static readonly byte[] Text = [.. "GIF89a or some text"u8];

    /// <summary>What is sent, the status, and what the sentence says.</summary>
    public static TheoryData<string, int, string> Refused => new()
    {
        { "text in a form", 400, "shoe0.png: is neither a PNG nor a JPEG file" },
        { "text as image/png", 400, "upload: is neither a PNG nor a JPEG file" },
        { "a cut PNG", 400, "shoe0.png: the PNG file is cut off" },
        { "a cut JPEG", 400, "upload: the JPEG file is cut off" },
        { "a PNG of 30000 x 30000", 400, "30000 x 30000 pixels, expected at most 40 million" },
        { "an empty body", 400, "The request is empty, expected a form" },
        { "an empty file in a form", 400, "shoe0.png: the file is empty" },
        { "no content type", 415, "Received no content type, expected a form (multipart/form-data) with one file, or a body that is image/png or image/jpeg." },
        { "text/plain", 415, "Received text/plain, expected" },
        { "image/bmp", 415, "Received image/bmp, expected" },
        { "multipart/mixed", 415, "Received multipart/mixed, expected" },
        { "application/x-www-form-urlencoded", 415, "Received application/x-www-form-urlencoded, expected" },
        { "two files", 400, "The form has 2 files, expected one." },
        { "a form without a file", 400, "The form has no file, expected one." },
        { "a form without a boundary", 400, "The form cannot be read (Missing content-type boundary), expected" },
        { "a cut form", 400, "The form cannot be read (it is cut off), expected" },
        { "too large", 413, Large },
        { "too large, chunked", 413, Large },
        { "too large, in a form", 413, Large },
        { "too large, in a chunked form", 413, Large },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task It_says_in_one_sentence_what_it_cannot_use(string what, int status, string words)
    {
        var server = await stage.ServerAsync(WebApiStage.SafeTensors);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify") { Content = Content(what) };
        request.Headers.TransferEncodingChunked = what.Contains("chunked", StringComparison.Ordinal) ? true : null;
        await IsRefusedAsync(server, request, status, words);
    }

    [Fact]
    public async Task By_default_4_MiB_are_accepted()
    {
        var server = await stage.ServerAsync(WebApiStage.Onnx);
        var most = Padded(4 << 20);
        using var accepted = await server.Client.PostAsync("/classify", WebApiRequests.Body(most, "image/png"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, accepted.StatusCode);
        foreach (var isChunked in new[] { false, true })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/classify") { Content = WebApiRequests.Body([.. most, 0], "image/png") };
            request.Headers.TransferEncodingChunked = isChunked;
            await IsRefusedAsync(server, request, 413, "larger than 4194304 bytes");
        }
    }

    [Fact]
    public async Task The_limit_itself_is_accepted()
    {
        var server = await stage.ServerAsync(WebApiStage.SafeTensors);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify") { Content = WebApiRequests.Body(Padded(WebApiStage.SmallLimit), "image/png") };
        request.Headers.TransferEncodingChunked = true;
        using var response = await server.Client.SendAsync(request, Cancellation);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task Trim_is_true_or_false()
    {
        var server = await stage.ServerAsync(WebApiStage.SafeTensors);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/classify?trim=maybe") { Content = WebApiRequests.Form(TestPictures.Png([1], 1, 1)) };
        await IsRefusedAsync(server, request, 400, "trim is \"maybe\", expected true or false.");
    }

    [Theory]
    [InlineData("GET", "/classify", 405)]
    [InlineData("PUT", "/classify", 405)]
    [InlineData("POST", "/", 405)]
    [InlineData("GET", "/nothing", 404)]
    public async Task Other_methods_and_addresses_are_problems_too(string method, string address, int status)
    {
        var server = await stage.ServerAsync(WebApiStage.SafeTensors);
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        await IsRefusedAsync(server, request, status, words: null);
    }

    private static HttpContent Content(string what)
    {
        var png = TestPictures.Png(new byte[28 * 28], 28, 28);
        var large = Padded(WebApiStage.SmallLimit + 1);
        return what switch
        {
            "text in a form" => WebApiRequests.Form(Text),
            "text as image/png" => WebApiRequests.Body(Text, "image/png"),
            "a cut PNG" => WebApiRequests.Form(png[..^20]),
            "a cut JPEG" => WebApiRequests.Body(TestPictures.Jpeg(new byte[28 * 28], 28, 28)[..^20], "image/jpeg"),
            "a PNG of 30000 x 30000" => WebApiRequests.Body(PngEditing.WithHeader(png, 30_000, 30_000), "image/png"),
            "an empty body" => WebApiRequests.Body([], "image/png"),
            "an empty file in a form" => WebApiRequests.Form([[]]),
            "no content type" => WebApiRequests.Body(png, null),
            "two files" => WebApiRequests.Form(png, png),
            "a form without a file" => WebApiRequests.Form(),
            "a form without a boundary" => WebApiRequests.Body(png, "multipart/form-data"),
            "a cut form" => WebApiRequests.Body([.. "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.png\"\r\n\r\n"u8, .. png], "multipart/form-data; boundary=x"),
            "too large" or "too large, chunked" => WebApiRequests.Body(large, "image/png"),
            "too large, in a form" or "too large, in a chunked form" => WebApiRequests.Form(large),
            _ => WebApiRequests.Body(png, what),
        };
    }

    /// <summary>A sound picture with zeros behind its end.</summary>
    private static byte[] Padded(int length)
    {
        var bytes = new byte[length];
        TestPictures.Png(new byte[28 * 28], 28, 28).CopyTo(bytes, 0);
        return bytes;
    }

    private static async Task IsRefusedAsync(WebApiServer server, HttpRequestMessage request, int status, string? words)
    {
        using var response = await server.Client.SendAsync(request, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var problem = JsonDocument.Parse(text).RootElement;
        Assert.Equal(status, problem.GetProperty("status").GetInt32());
        if (words is not null)
        {
            var detail = problem.GetProperty("detail").GetString()!;
            Assert.Contains(words, detail, StringComparison.Ordinal);
            Assert.Single(detail.Split('\n'));
        }

        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
        WebApiRequests.NothingIsLogged(server);
    }
}
