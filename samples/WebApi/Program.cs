// A trained net behind an ASP.NET Core minimal API: a picture goes in, its class comes out.
//
//   temper export runs/NAME --onnx net.onnx --softmax
//   dotnet run -c Release --project samples/WebApi -- --model net.onnx --urls http://127.0.0.1:5080
//
//   curl -F file=@shoe.png http://127.0.0.1:5080/classify
//   curl --data-binary @shoe.jpg -H "Content-Type: image/jpeg" "http://127.0.0.1:5080/classify?trim=true"
//
// http://127.0.0.1:5080/ is a page to try it with. ONNX Runtime computes; with --model model.safetensors Temper itself does.
// Settings, as arguments, environment variables or in appsettings.json: Model, MaxUploadBytes.
using System.Net.Sockets;
using Microsoft.AspNetCore.Http.HttpResults;
using Temper.Data;
using Temper.Lab.Images;
using WebApi;

try
{
    // appsettings.json lies beside the program, wherever that is started.
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
    var limit = builder.Configuration.GetValue("MaxUploadBytes", 4 << 20);
    if (limit is < 1 or > ImageInput.MostBytes)
    {
        throw new DataException($"MaxUploadBytes is {limit}, expected 1 to {ImageInput.MostBytes}.");
    }

    using var classifier = ClassifierFile.Load(builder.Configuration["Model"]);
    var (classes, height, width) = classifier.Net;

    // Kestrel cuts the connection at its limit. Ours answers first, and clients that are still sending get to read it.
    builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 4L * limit);
    builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.TypeInfoResolverChain.Insert(0, WebJson.Default));
    builder.Services.AddProblemDetails();
    await using var app = builder.Build();
    app.UseExceptionHandler();
    app.UseStatusCodePages();

    string[] read = ["GET", "HEAD"];
    app.MapMethods("/", read, () => TypedResults.Stream(typeof(Answer).Assembly.GetManifestResourceStream("page.html")!, "text/html; charset=utf-8"));
    app.MapMethods("/healthz", read, () => "healthy");
    app.MapGet("/classes", () => classes);

    // A picture of 40 million pixels, the most that is decoded, needs half a gigabyte for a moment: two at once are enough.
    using var desks = new SemaphoreSlim(Math.Min(2, Environment.ProcessorCount));

    // No antiforgery token: nobody is logged in and nothing is kept, so a foreign page that posts here gains nothing. The form
    // is read by hand; a parameter of type IFormFile would demand DisableAntiforgery() and could not take a plain body.
    app.MapPost("/classify", async Task<Results<Ok<Answer>, ProblemHttpResult>> (HttpRequest request, CancellationToken cancellationToken) =>
    {
        try
        {
            var upload = await Upload.ReadAsync(request, limit, cancellationToken);
            await desks.WaitAsync(cancellationToken);
            try
            {
                var picture = ImageInput.Decode(upload.Bytes, upload.Name, height, width, upload.Trim, cancellationToken);
                return TypedResults.Ok(Answer.Of(classifier.Probabilities(picture.Pixels), classes, picture.Inverted));
            }
            finally
            {
                desks.Release();
            }
        }
        catch (BadHttpRequestException error)
        {
            return TypedResults.Problem(error.Message, statusCode: error.StatusCode);
        }
        catch (DataException error)
        {
            return TypedResults.Problem(error.Message, statusCode: StatusCodes.Status400BadRequest);
        }
    });

    await app.RunAsync();
    return 0;
}
catch (Exception error) when (error is DataException or IOException or SocketException or UnauthorizedAccessException or FormatException or InvalidOperationException)
{
    await Console.Error.WriteLineAsync($"WebApi: {error.Message.ReplaceLineEndings(" ")}");
    return 2;
}
