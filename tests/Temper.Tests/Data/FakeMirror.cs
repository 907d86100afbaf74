using System.Net;

namespace Temper.Tests.Data;

/// <summary>Answers requests in the place of the network, and remembers them.</summary>
internal sealed class FakeMirror(Func<Uri, Task<HttpContent?>> answer) : HttpMessageHandler
{
    private readonly Lock _lock = new();
    private readonly List<string> _asked = [];

    public FakeMirror(Func<Uri, HttpContent?> answer)
        : this(address => Task.FromResult(answer(address)))
    {
    }

    public IReadOnlyList<string> Asked
    {
        get
        {
            lock (_lock)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>The right bytes of a file, from any host.</summary>
    public static HttpContent Good(Uri address) => new ByteArrayContent(TinyData.Packed[address.Segments[^1]]);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _asked.Add(request.RequestUri!.ToString());
        }

        var content = await answer(request.RequestUri!).WaitAsync(cancellationToken);
        return content is null
            ? new HttpResponseMessage(HttpStatusCode.NotFound)
            : new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
    }
}
