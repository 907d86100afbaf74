using System.Net.Http.Headers;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>Bodies of requests.</summary>
internal static class WebApiRequests
{
    /// <summary>A form with these files, and a field of text.</summary>
    public static MultipartFormDataContent Form(params byte[][] files)
    {
        var form = new MultipartFormDataContent { { new StringContent("text"), "note" } };
        for (var i = 0; i < files.Length; i++)
        {
            form.Add(new ByteArrayContent(files[i]), $"file{i}", $"shoe{i}.png");
        }

        return form;
    }

    /// <summary>A body that is the file.</summary>
    public static ByteArrayContent Body(byte[] file, string? type)
    {
        var body = new ByteArrayContent(file);
        body.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        return body;
    }

    /// <summary>The server took nothing that was sent for a failure of its own.</summary>
    public static void NothingIsLogged(WebApiServer server)
    {
        foreach (var word in new[] { "fail:", "warn:", "crit:", "Exception" })
        {
            Assert.DoesNotContain(word, server.Output, StringComparison.Ordinal);
        }
    }
}
