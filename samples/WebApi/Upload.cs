using System.Buffers;
using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace WebApi;

/// <summary>The picture of a request: the one file of a form, or the whole body; and whether its margins are to be trimmed.</summary>
internal sealed record Upload(byte[] Bytes, string Name, bool Trim)
{
    private const string Expected = "expected a form (multipart/form-data) with one file, or a body that is image/png or image/jpeg";

    /// <summary>Reads at most so many bytes of the body, for at most so long.</summary>
    /// <param name="request">The request.</param>
    /// <param name="limits">What is accepted.</param>
    /// <param name="places">Takes a place for each byte that is kept; they are given back together.</param>
    /// <param name="cancellationToken">The client has gone away.</param>
    /// <exception cref="BadHttpRequestException">It is not one picture, too large or too slow; its status and message are the answer.</exception>
    public static async Task<Upload> ReadAsync(HttpRequest request, Limits limits, BytesInFlight.Share places, CancellationToken cancellationToken)
    {
        var trim = request.Query["trim"].ToString();
        if (trim is not ("" or "true" or "false"))
        {
            throw Refusal(StatusCodes.Status400BadRequest, $"trim is \"{trim}\", expected true or false.");
        }

        var type = MediaTypeHeaderValue.TryParse(request.ContentType, out var parsed) ? parsed.MediaType.Value! : "no content type";
        var isForm = Same(type, "multipart/form-data");
        if (!isForm && !Same(type, "image/png") && !Same(type, "image/jpeg"))
        {
            throw Refusal(StatusCodes.Status415UnsupportedMediaType, $"Received {type}, {Expected}.");
        }

        var body = await ReadBodyAsync(request, limits, places, cancellationToken);
        if (body.Length == 0)
        {
            throw Refusal(StatusCodes.Status400BadRequest, $"The request is empty, {Expected}.");
        }

        var (bytes, name) = isForm ? await ReadFormAsync(request, body, limits.MaxUploadBytes, cancellationToken) : (body.ToArray(), "upload");
        return new Upload(bytes, name, trim == "true");
    }

    /// <summary>Counts while reading: a chunked body does not say beforehand how long it is, and one that says so need not come.</summary>
    private static async Task<MemoryStream> ReadBodyAsync(HttpRequest request, Limits limits, BytesInFlight.Share places, CancellationToken cancellationToken)
    {
        var (reader, body, isFull) = (request.BodyReader, new MemoryStream(), false);
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(limits.MaxUploadSeconds));

        // A read that a token has ended would keep Kestrel from passing over the rest.
        await using var end = deadline.Token.Register(reader.CancelPendingRead);
        try
        {
            var isTooLarge = request.ContentLength > limits.MaxUploadBytes;
            for (var isComplete = false; !isComplete && !isTooLarge; isTooLarge = isFull)
            {
                var read = await reader.ReadAsync(cancellationToken);
                try
                {
                    Keep(read.Buffer);
                }
                finally
                {
                    reader.AdvanceTo(read.Buffer.End);
                }

                if (read.IsCanceled)
                {
                    throw Refusal(StatusCodes.Status408RequestTimeout, $"The upload took longer than {limits.MaxUploadSeconds} s; send a smaller picture.");
                }

                isComplete = read.IsCompleted;
            }

            if (isTooLarge)
            {
                var most = limits.MaxUploadBytes.ToString(CultureInfo.InvariantCulture);
                throw Refusal(StatusCodes.Status413PayloadTooLarge, $"The upload is larger than {most} bytes, the most that is accepted; send a smaller picture.");
            }

            body.Position = 0;
            return body;
        }
        catch (IOException error) when (error is not BadHttpRequestException)
        {
            // The client has left; nobody reads this, but nothing has gone wrong here. Nor is the rest to be waited for.
            request.HttpContext.Abort();
            throw Refusal(StatusCodes.Status400BadRequest, "The upload is cut off.");
        }

        void Keep(in ReadOnlySequence<byte> part)
        {
            if (body.Length + part.Length > limits.MaxUploadBytes)
            {
                isFull = true;
                return;
            }

            places.Take((int)part.Length);
            foreach (var piece in part)
            {
                body.Write(piece.Span);
            }
        }
    }

    private static async Task<(byte[] Bytes, string Name)> ReadFormAsync(HttpRequest request, MemoryStream body, int limit, CancellationToken cancellationToken)
    {
        IFormFileCollection files;
        try
        {
            // Its files stay in memory, as the body has been bounded; by default those above 64 KiB would become temporary files.
            request.Body = body;
            files = (await request.ReadFormAsync(new FormOptions { MemoryBufferThreshold = limit }, cancellationToken)).Files;
        }
        catch (Exception error) when (error is InvalidDataException or IOException)
        {
            var reason = error is IOException ? "it is cut off" : error.Message.TrimEnd('.', ' ');
            throw Refusal(StatusCodes.Status400BadRequest, $"The form cannot be read ({reason}), {Expected}.");
        }

        if (files.Count != 1)
        {
            throw Refusal(StatusCodes.Status400BadRequest, $"The form has {(files.Count == 0 ? "no file" : $"{files.Count} files")}, expected one.");
        }

        using var picture = new MemoryStream();
        await files[0].CopyToAsync(picture, cancellationToken);
        return (picture.ToArray(), files[0].FileName);
    }

    private static bool Same(string type, string other) => type.Equals(other, StringComparison.OrdinalIgnoreCase);

    private static BadHttpRequestException Refusal(int status, string sentence) => new(sentence, status);
}
