// A trained net behind an ASP.NET Core minimal API: a picture goes in, its class comes out.
//
//   temper export runs/NAME --onnx net.onnx --softmax
//   dotnet run -c Release --project samples/WebApi -- --model net.onnx --urls http://127.0.0.1:5080
//
//   curl -F file=@shoe.png http://127.0.0.1:5080/classify
//   curl --data-binary @shoe.jpg -H "Content-Type: image/jpeg" "http://127.0.0.1:5080/classify?trim=true"
//
// http://127.0.0.1:5080/ is a page to try it with. ONNX Runtime computes; with --model model.safetensors Temper itself does.
//
// Settings, as arguments, environment variables or in appsettings.json:
//   Model             an .onnx of temper export, or a model.safetensors
//   MaxUploadBytes    most bytes of a request's body (4 MiB)
//   MaxUploadSeconds  longest time in which it must be there (60); it must also come at 2 kB/s from the fifth second on
//   MaxBytesInFlight  most bytes of all bodies that are being read or kept (32 MiB); beyond it 503
//   MaxConnections    most connections at a time (256); Kestrel closes further ones
//   LargePixels       from how many pixels on a picture goes into the line of the large ones (4 million); many scans or 16 bits count as more
//   MaxWaiting        length of the line of the small ones, which pass on all cores (64); beyond it 503
//   MaxWaitingLarge   length of the line of the large ones, which pass one by one (8); beyond it 503
//   DeadlineSeconds   longest time for waiting and decoding (10); beyond it 503
// A 503 has a Retry-After. /healthz classifies a picture of one pixel through the line of the small ones, within 2 s, or answers 503.
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.HttpResults;
using Temper.Data;
using WebApi;
using MinDataRate = Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate;

try
{
    // appsettings.json lies beside the program, wherever that is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var limits = Limits.Read(builder.Configuration);
    using var classifier = ClassifierFile.Load(builder.Configuration["Model"]);
    using var desks = new Desks(classifier, limits);
    using var bytes = new BytesInFlight(limits.MaxBytesInFlight);
    builder.WebHost.ConfigureKestrel(kestrel =>
    {
        // Kestrel cuts the connection at its limit. Ours answers first, and clients that are still sending get to read it.
        kestrel.Limits.MaxRequestBodySize = 4L * limits.MaxUploadBytes;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 2000, gracePeriod: TimeSpan.FromSeconds(5));
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(30);
    });
    builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
    builder.Services.AddProblemDetails();
    await using var app = builder.Build();
    app.UseExceptionHandler();
    app.UseStatusCodePages();

    string[] read = ["GET", "HEAD"];
    app.MapMethods("/", read, () => TypedResults.Stream(typeof(Answer).Assembly.GetManifestResourceStream("page.html")!, "text/html; charset=utf-8"));
    app.MapGet("/classes", () => classifier.Net.Classes);
    app.MapMethods("/healthz", read, async Task<Results<ContentHttpResult, ProblemHttpResult>> (HttpResponse response, CancellationToken cancellationToken) =>
    {
        try
        {
            await desks.ProbeAsync(cancellationToken);
            return TypedResults.Text("healthy");
        }
        catch (BadHttpRequestException error)
        {
            return Problem(response, error);
        }
    });

    // No antiforgery token: nobody is logged in and nothing is kept, so a foreign page that posts here gains nothing. The form
    // is read by hand; a parameter of type IFormFile would demand DisableAntiforgery() and could not take a plain body.
    app.MapPost("/classify", async Task<Results<Ok<Answer>, ProblemHttpResult>> (HttpRequest request, CancellationToken cancellationToken) =>
    {
        try
        {
            using var places = bytes.NewShare();
            var upload = await Upload.ReadAsync(request, limits, places, cancellationToken);
            return TypedResults.Ok(await desks.ClassifyAsync(upload, cancellationToken));
        }
        catch (BadHttpRequestException error)
        {
            return Problem(request.HttpContext.Response, error);
        }
        catch (DataException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    });

    await app.RunAsync();
    return 0;

    static ProblemHttpResult Problem(HttpResponse response, BadHttpRequestException error)
    {
        if (error.StatusCode == StatusCodes.Status503ServiceUnavailable)
        {
            response.Headers.RetryAfter = "1";
        }

        return TypedResults.Problem(error.Message, statusCode: error.StatusCode);
    }
}
catch (Exception error) when (error is DataException or IOException or SocketException or UnauthorizedAccessException or FormatException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"WebApi: {error.Message.ReplaceLineEndings(" ")}");
    return 2;
}
