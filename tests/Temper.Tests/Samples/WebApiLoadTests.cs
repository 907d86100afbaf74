using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Temper.Export;
using Temper.Tests.Cli;
using Temper.Tests.Data;
using Temper.Tests.Images;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>samples/WebApi: its lines have ends, small pictures pass beside large ones, and who is turned away is told when to come again.</summary>
public sealed class WebApiLoadTests : IDisposable
{
    /// <summary>A picture that takes a second or more to decode, in 78 kB.</summary>
    private static readonly byte[] Large = JpegMaking.Progressive(6300, 6300, 36);

    private static readonly byte[] Small = TestPictures.Png(TestPictures.Block(left: true), 8, 8);

    private readonly TempFolder folder = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Beyond_the_end_of_the_line_of_large_pictures_is_503_and_small_ones_pass()
    {
        using var server = await StartAsync([], "--MaxWaitingLarge", "0", "--DeadlineSeconds", "120");
        var large = Enumerable.Range(0, 4).Select(_ => PostAsync(server, Large, "image/jpeg")).ToArray();
        var passed = 0;
        do
        {
            var (status, _, _) = await PostAsync(server, Small, "image/png");
            Assert.Equal(HttpStatusCode.OK, status);
            passed += large.All(task => task.IsCompleted) ? 0 : 1;
        }
        while (!large.All(task => task.IsCompleted));

        Assert.InRange(passed, 1, int.MaxValue);
        var answers = await Task.WhenAll(large);
        Assert.Contains(answers, answer => answer.Status == HttpStatusCode.OK);
        IsTurnedAway(answers.First(answer => answer.Status != HttpStatusCode.OK), "Too many pictures are waiting; send it again in a moment.");
        WebApiRequests.NothingIsLogged(server);
    }

    [Fact]
    public async Task The_health_check_fails_while_nothing_can_be_classified()
    {
        // One desk for all, and no line.
        using var server = await StartAsync([("DOTNET_PROCESSOR_COUNT", "1")], "--LargePixels", "2147483647", "--MaxWaiting", "0");
        (HttpStatusCode Status, string? RetryAfter, string Text) health = default;
        for (var tries = 0; tries < 100 && health.Status != HttpStatusCode.ServiceUnavailable; tries++)
        {
            // Where the check had the desk when the picture came, the picture was turned away.
            var large = PostAsync(server, Large, "image/jpeg");
            while (!large.IsCompleted && health.Status != HttpStatusCode.ServiceUnavailable)
            {
                health = await GetHealthAsync(server);
            }

            await large;
        }

        IsTurnedAway(health, "Too many pictures are waiting");
        Assert.Equal("healthy", (await GetHealthAsync(server)).Text);
    }

    [Fact]
    public async Task Who_has_waited_too_long_is_told_so()
    {
        using var server = await StartAsync([], "--DeadlineSeconds", "1");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => PostAsync(server, Large, "image/jpeg")));
        IsTurnedAway(answers.First(answer => answer.Status != HttpStatusCode.OK), "The picture could not be classified within 1 s; send it again in a moment, or a smaller one.");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, Small, "image/png")).Status);
        WebApiRequests.NothingIsLogged(server);
    }

    [Fact]
    public async Task Bytes_in_flight_are_bounded_and_given_back_by_clients_that_leave()
    {
        using var server = await StartAsync([], "--MaxUploadBytes", "20000", "--MaxBytesInFlight", "20000");
        (HttpStatusCode Status, string? RetryAfter, string Text) answer = default;
        for (var tries = 0; tries < 1000 && answer.Status != HttpStatusCode.ServiceUnavailable; tries++)
        {
            // Where the small one came first, this one was turned away.
            using var client = await SendAsync(server, 20_000, 19_990);
            for (var i = 0; i < 20 && answer.Status != HttpStatusCode.ServiceUnavailable; i++)
            {
                answer = await PostAsync(server, Small, "image/png");
            }
        }

        IsTurnedAway(answer, "Too many uploads are coming in; send it again in a moment.");
        for (var tries = 0; tries < 10_000 && answer.Status != HttpStatusCode.OK; tries++)
        {
            answer = await PostAsync(server, Small, "image/png");
        }

        Assert.Equal(HttpStatusCode.OK, answer.Status);
    }

    [Fact]
    public async Task Uploads_that_take_too_long_and_clients_that_leave_are_given_up_and_nothing_is_logged()
    {
        using var server = await StartAsync([], "--MaxUploadSeconds", "1");
        for (var i = 0; i < 20; i++)
        {
            using var leaving = await SendAsync(server, 5000, 100);
            leaving.LingerState = new LingerOption(true, 0);
        }

        using var slow = await SendAsync(server, 5000, 100);
        using var reader = new StreamReader(slow.GetStream());
        Assert.Equal("HTTP/1.1 408 Request Timeout", await reader.ReadLineAsync(Cancellation));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, Small, "image/png")).Status);
        WebApiRequests.NothingIsLogged(server);
    }

    [Fact]
    public async Task Further_connections_are_closed()
    {
        using var server = await StartAsync([], "--MaxConnections", "1");
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, Small, "image/png")).Status);

        // The first is kept alive.
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = server.Client.BaseAddress };
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync("/classes", Cancellation));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(server, Small, "image/png")).Status);
    }

    private Task<WebApiServer> StartAsync((string, string)[] variables, params string[] settings)
    {
        var model = folder.Sub("model.safetensors");
        ModelFile.Save(model, TinyModels.SideTeller());
        return WebApiServer.StartAsync(variables, ["--model", model, .. settings]);
    }

    /// <summary>A client that has sent some bytes of a body and said that there will be more.</summary>
    private static async Task<TcpClient> SendAsync(WebApiServer server, int length, int sent)
    {
        var client = new TcpClient();
        await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port, Cancellation);
        var head = Encoding.ASCII.GetBytes($"POST /classify HTTP/1.1\r\nHost: here\r\nContent-Type: image/png\r\nContent-Length: {length}\r\n\r\n");
        await client.GetStream().WriteAsync((byte[])[.. head, .. new byte[sent]], Cancellation);
        return client;
    }

    private static void IsTurnedAway((HttpStatusCode Status, string? RetryAfter, string Text) answer, string words)
    {
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "1"), (answer.Status, answer.RetryAfter));
        var detail = JsonDocument.Parse(answer.Text).RootElement.GetProperty("detail").GetString()!;
        Assert.Contains(words, detail, StringComparison.Ordinal);
        Assert.Single(detail.Split('\n'));
    }

    private static async Task<(HttpStatusCode Status, string? RetryAfter, string Text)> PostAsync(WebApiServer server, byte[] picture, string type)
    {
        using var response = await server.Client.PostAsync("/classify", WebApiRequests.Body(picture, type), Cancellation);
        return (response.StatusCode, response.Headers.RetryAfter?.ToString(), await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static async Task<(HttpStatusCode Status, string? RetryAfter, string Text)> GetHealthAsync(WebApiServer server)
    {
        using var response = await server.Client.GetAsync("/healthz", Cancellation);
        return (response.StatusCode, response.Headers.RetryAfter?.ToString(), await response.Content.ReadAsStringAsync(Cancellation));
    }
}
