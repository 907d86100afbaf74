using System.Net;

namespace Temper.Data;

/// <summary>
/// Asks a mirror for a file and follows its redirects, whatever it names as the next address: only http and https are asked, a few times,
/// and everything else is a reason to try the next mirror.
/// </summary>
internal sealed class MirrorRequest(HttpClient client, PublishedFile file)
{
    /// <summary>Most redirects from one address; mirrors use one or two.</summary>
    public const int MostRedirects = 10;

    /// <summary>The answer, headers only, or the reason why there is none. The caller disposes it.</summary>
    /// <param name="address">Where to begin.</param>
    /// <param name="cancellationToken">Gives up waiting for an answer.</param>
    /// <exception cref="HttpRequestException">There was no connection, or no proper answer.</exception>
    public async Task<(HttpResponseMessage? Answer, string? Reason)> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        var at = address;
        for (var redirects = 0; ; redirects++)
        {
            if (WhyNot(at, file.PackedSha256) is { } whyNot)
            {
                return (null, redirects == 0 ? whyNot : $"redirects to {OneLine.Of(at.ToString())}, which {whyNot}");
            }

            var answer = await client.GetAsync(at, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
            if (!IsRedirect(answer.StatusCode))
            {
                return (answer, null);
            }

            using (answer)
            {
                if (redirects == MostRedirects)
                {
                    return (null, FormattableString.Invariant($"redirects more than {MostRedirects} times"));
                }

                var location = answer.Headers.NonValidated.TryGetValues("Location", out var values) ? values.ToString().Trim() : "";
                if (Target(at, location) is not { } next)
                {
                    return (null, $"redirects to \"{OneLine.Of(location)}\", which is no address");
                }

                at = next;
            }
        }
    }

    /// <summary>
    /// Why an address is not asked; null if it may be. What comes over plain http can be read and changed on its way, so it is followed only
    /// to contents whose SHA-256 is known.
    /// </summary>
    /// <param name="address">A full address.</param>
    /// <param name="sha256">The checksum that the contents must have; empty where none is known.</param>
    internal static string? WhyNot(Uri address, string sha256) =>
        address.Scheme is not ("http" or "https") ? "is neither http nor https"
        : address.UserInfo.Length > 0 ? "names a user"
        : address.Scheme == "http" && sha256.Length == 0 ? "is plain http, and no checksum of the contents is known"
        : null;

    /// <summary>The full address that a Location header means; null if it means none.</summary>
    internal static Uri? Target(Uri from, string location)
    {
        // Outside Windows a path that begins with a slash would be taken for one of this machine.
        var isPath = location.StartsWith('/');
        return location.Length > 0
            && Uri.TryCreate(location, isPath ? UriKind.Relative : UriKind.RelativeOrAbsolute, out var given)
            && Uri.TryCreate(from, given, out var target)
            && target.IsAbsoluteUri
            ? target
            : null;
    }

    private static bool IsRedirect(HttpStatusCode code) =>
        code is HttpStatusCode.MultipleChoices or HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
            or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;
}
