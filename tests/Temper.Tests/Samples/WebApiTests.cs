using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using StbImageWriteSharp;
using Temper.Lab.Images;
using Temper.Tests.Cli;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>samples/WebApi: real pictures are classified as by Temper itself.</summary>
[Collection(WebApiStage.Tests)]
public sealed class WebApiTests(WebApiStage stage)
{
    private const int Pictures = 20;
    private const double Tolerance = 1e-5;

    public static TheoryData<string> Files => [WebApiStage.Onnx, WebApiStage.SafeTensors];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Pictures_of_the_nets_own_size_go_in_bit_for_bit(string file)
    {
        var server = await stage.ServerAsync(file);
        for (var i = 0; i < Pictures; i++)
        {
            var pixels = stage.Test.Bytes.Row(i).ToArray();
            var answer = await ClassifyAsync(server, WebApiRequests.Form(Png(pixels)));

            // The net sees the picture itself, or its negative where it was taken for dark on light.
            IsPrediction(answer, answer.GetProperty("inverted").GetBoolean() ? Negative(pixels) : pixels);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Other_pictures_are_made_fit_as_temper_predict_does(string file)
    {
        var server = await stage.ServerAsync(file);
        var (pixels, colours, wide) = (stage.Test.Bytes.Row(0).ToArray(), new byte[3 * 90 * 60], new byte[100 * 100]);
        for (var i = 0; i < 90 * 60; i++)
        {
            // A yellow block on blue, and a small one in the corner of a wide margin.
            var isBlock = i % 90 is > 30 and < 60 && i / 90 is > 10 and < 50;
            (colours[3 * i], colours[(3 * i) + 1], colours[(3 * i) + 2]) = isBlock ? ((byte)250, (byte)220, (byte)20) : ((byte)10, (byte)20, (byte)90);
            wide[i] = i % 100 is > 70 and < 90 && i / 100 is > 20 and < 50 ? (byte)(100 + (i % 100)) : (byte)0;
        }

        var side = stage.Model.Input.Width;
        await IsPredictionAsync(server, "", TestPictures.Jpeg(pixels, side, side), "image/jpeg");
        await IsPredictionAsync(server, "?trim=false", TestPictures.Jpeg(colours, 90, 60, ColorComponents.RedGreenBlue), "IMAGE/JPEG");
        await IsPredictionAsync(server, "?trim=true", TestPictures.Png(wide, 100, 100), "image/png", trim: true);
        var inverted = await IsPredictionAsync(server, "", Png(Negative(pixels)), "image/png; charset=none");
        Assert.True(inverted.GetProperty("inverted").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Many_at_once_get_the_same_answers(string file)
    {
        var server = await stage.ServerAsync(file);
        var requests = Enumerable.Range(0, 200);
        await Parallel.ForEachAsync(requests, new ParallelOptions { MaxDegreeOfParallelism = 32, CancellationToken = Cancellation }, async (i, _) =>
        {
            var png = Png(stage.Test.Bytes.Row(i % Pictures).ToArray());
            IsPrediction(await ClassifyAsync(server, i % 2 == 0 ? WebApiRequests.Form(png) : WebApiRequests.Body(png, "image/png")), png, trim: false);
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Page_classes_and_health_are_there(string file)
    {
        var server = await stage.ServerAsync(file);
        using var page = await server.Client.GetAsync("/", Cancellation);
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.StatusCode, page.Content.Headers.ContentType?.MediaType));
        var text = await page.Content.ReadAsStringAsync(Cancellation);
        Assert.Contains("type=\"file\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("://", text, StringComparison.Ordinal);
        Assert.Equal("healthy", await server.Client.GetStringAsync("/healthz", Cancellation));
        Assert.Equal(stage.Model.ClassNames, JsonSerializer.Deserialize<string[]>(await server.Client.GetStringAsync("/classes", Cancellation))!);
    }

    [Fact]
    public async Task A_client_that_goes_away_leaves_no_trace()
    {
        var server = await stage.ServerAsync(WebApiStage.SafeTensors);
        foreach (var framing in new[] { "Content-Length: 5000", "Transfer-Encoding: chunked" })
        {
            using var client = new TcpClient();
            await client.ConnectAsync(server.Client.BaseAddress!.Host, server.Client.BaseAddress.Port, Cancellation);
            var request = $"POST /classify HTTP/1.1\r\nHost: here\r\nContent-Type: image/png\r\n{framing}\r\n\r\n5\r\nabcde\r\n";
            await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(request), Cancellation);
            client.LingerState = new LingerOption(true, 0);
        }

        var png = Png(stage.Test.Bytes.Row(3).ToArray());
        IsPrediction(await ClassifyAsync(server, WebApiRequests.Body(png, "image/png")), png, trim: false);
        WebApiRequests.NothingIsLogged(server);
    }

    private byte[] Png(byte[] pixels) => TestPictures.Png(pixels, stage.Model.Input.Width, stage.Model.Input.Height);

    private static byte[] Negative(byte[] pixels) => Array.ConvertAll(pixels, pixel => (byte)(255 - pixel));

    private async Task<JsonElement> IsPredictionAsync(WebApiServer server, string query, byte[] picture, string type, bool trim = false)
    {
        var answer = await ClassifyAsync(server, WebApiRequests.Body(picture, type), query);
        IsPrediction(answer, picture, trim);
        return answer;
    }

    private void IsPrediction(JsonElement answer, byte[] picture, bool trim)
    {
        var input = ImageInput.Decode(picture, "p", stage.Model.Input.Height, stage.Model.Input.Width, trim);
        Assert.Equal(input.Inverted, answer.GetProperty("inverted").GetBoolean());
        IsPrediction(answer, input.Pixels);
    }

    /// <summary>Label, name and probability of the best three are the Predictor's.</summary>
    private void IsPrediction(JsonElement answer, byte[] pixels)
    {
        var expected = new float[stage.Predictor.Classes];
        stage.Predictor.PredictProbabilities(pixels, expected);
        var label = stage.Predictor.PredictClass(pixels);
        var top = answer.GetProperty("top").EnumerateArray().ToList();
        Assert.Equal(3, top.Count);
        Assert.Equal(top[0].GetRawText(), JsonSerializer.Serialize(Properties(answer).Where(property => property.Key is not ("top" or "inverted")).ToDictionary()));
        Assert.Equal(label, top[0].GetProperty("label").GetInt32());
        var sorted = expected.OrderDescending().ToArray();
        for (var i = 0; i < 3; i++)
        {
            var (guess, name) = (top[i].GetProperty("label").GetInt32(), top[i].GetProperty("class").GetString());
            Assert.Equal(stage.Model.ClassNames[guess], name);
            Close.Number($"probability of {name}", expected[guess], top[i].GetProperty("probability").GetDouble(), Tolerance);
            Close.Number($"probability of guess {i}", sorted[i], top[i].GetProperty("probability").GetDouble(), Tolerance);
        }
    }

    private static IEnumerable<KeyValuePair<string, JsonElement>> Properties(JsonElement element) =>
        element.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, property.Value));

    private static async Task<JsonElement> ClassifyAsync(WebApiServer server, HttpContent content, string query = "")
    {
        using var response = await server.Client.PostAsync($"/classify{query}", content, Cancellation);
        var text = await response.Content.ReadAsStringAsync(Cancellation);
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{response.StatusCode}: {text}");
        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        return JsonDocument.Parse(text).RootElement;
    }
}
