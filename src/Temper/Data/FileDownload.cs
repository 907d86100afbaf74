using System.Globalization;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>
/// Fetches a file of known length and checksum. It is written beside its target under a name of its own, flushed to
/// the disk and renamed, so the target is whole or absent at every moment, also with several processes at it.
/// </summary>
internal sealed class FileDownload(HttpClient client, DatasetCatalogOptions options)
{
    public const string TemporaryEnding = ".part";

    private const int Chunk = 1 << 16;

    /// <summary>Fetches the packed file; null when it is there, else the reason why it could not be had here.</summary>
    /// <exception cref="DataException">The target's folder cannot be written.</exception>
    public async Task<string?> TryAsync(
        Uri address,
        PublishedFile file,
        string folder,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        var target = Path.Combine(folder, file.PackedName);
        var temporary = Path.Combine(folder, $"{file.PackedName}.{Guid.NewGuid():N}{TemporaryEnding}");
        try
        {
            var reason = await FetchAsync(address, file, temporary, progress, cancellationToken).ConfigureAwait(false);
            if (reason is null)
            {
                Publish(temporary, target);
            }

            return reason;
        }
        finally
        {
            Delete(temporary);
        }
    }

    private async Task<string?> FetchAsync(
        Uri address, PublishedFile file, string path, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        using var stalled = new CancellationTokenSource(options.StallTimeout, options.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stalled.Token);
        try
        {
            var (given, whyNone) = await new MirrorRequest(client, file).GetAsync(address, either.Token).ConfigureAwait(false);
            if (given is null)
            {
                return whyNone;
            }

            using var answer = given;
            if (!answer.IsSuccessStatusCode)
            {
                return $"answered {(int)answer.StatusCode} {OneLine.Of(answer.ReasonPhrase ?? "")}".TrimEnd();
            }

            if (answer.Content.Headers.ContentLength is { } length && length != file.PackedBytes)
            {
                return $"offers {length} bytes, expected {file.PackedBytes}";
            }

            var body = await answer.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            await using (body.ConfigureAwait(false))
            {
                var rate = new LeastRate(options.Time, options.LeastBytesPerSecond, options.RateWindow);
                string? Report(long bytes)
                {
                    stalled.CancelAfter(options.StallTimeout);
                    progress?.Report(new DownloadProgress(file.PackedName, address, bytes, file.PackedBytes));
                    return bytes < file.PackedBytes ? rate.WhyGivenUp(bytes) : null;
                }

                return await SaveAsync(body, file, path, Report, either.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return stalled.IsCancellationRequested
                ? $"no byte for {Seconds(options.StallTimeout)} s"
                : $"no connection within {Seconds(options.ConnectTimeout)} s";
        }
        catch (HttpRequestException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Reason(error);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException or FormatException)
        {
            // What a mirror sends may be anything; none of it is a reason to stop.
            return $"cannot be asked ({OneLine.Of(error.Message)})";
        }
        catch (IOException error)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return $"broke off ({OneLine.Of(error.Message)})";
        }
    }

    private static async Task<string?> SaveAsync(
        Stream body, PublishedFile file, string path, Func<long, string?> report, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var stream = Writing(path, () => new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None));
        await using (stream.ConfigureAwait(false))
        {
            var buffer = new byte[Chunk];
            var bytes = 0L;
            _ = report(bytes);
            while (true)
            {
                // One byte more than the file has is asked for, so that a longer one is noticed and no more than that.
                var most = (int)Math.Min(buffer.Length, file.PackedBytes - bytes + 1);
                var read = await body.ReadAsync(buffer.AsMemory(0, most), cancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                bytes += read;
                if (bytes > file.PackedBytes)
                {
                    return $"sent more than the {file.PackedBytes} bytes expected";
                }

                hash.AppendData(buffer, 0, read);
                Writing(path, () => stream.Write(buffer, 0, read));
                if (report(bytes) is { } whyGivenUp)
                {
                    return whyGivenUp;
                }
            }

            if (bytes < file.PackedBytes)
            {
                return $"broke off after {bytes} of {file.PackedBytes} bytes";
            }

            Writing(path, () =>
            {
                stream.Flush();
                DiskSync.File(stream.SafeFileHandle, path);
            });
        }

        var received = Convert.ToHexStringLower(hash.GetHashAndReset());
        return received == file.PackedSha256
            ? null
            : $"sent other contents: SHA-256 is {received}, expected {file.PackedSha256}";
    }

    private static void Publish(string temporary, string target)
    {
        try
        {
            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // On Windows a file that someone reads cannot be replaced; then it is there already, and loading checks it.
            if (!File.Exists(target))
            {
                throw Unwritable(target, error);
            }
        }

        Writing(target, () => DiskSync.Folder(Path.GetDirectoryName(target)!));
    }

    private static void Writing(string path, Action action) => Writing(path, () =>
    {
        action();
        return true;
    });

    // Failures of the disk must not look like failures of a mirror: another mirror would not help.
    private static T Writing<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, error);
        }
    }

    private static DataException Unwritable(string path, Exception error) =>
        new($"{OneLine.Of(path)}: cannot be written ({OneLine.OfFileError(error)}); free some space or make the folder writable.", error);

    private static void Delete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The failure that led here is the one to tell; a left-over is swept away by a later fetch.
        }
    }

    private static string Reason(HttpRequestException error) => error.InnerException switch
    {
        SocketException socket => OneLine.Of($"no connection: {socket.Message}"),
        { } inner => OneLine.Of($"{error.Message.TrimEnd('.')} ({inner.Message})"),
        null => OneLine.Of(error.Message),
    };

    private static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0.##", CultureInfo.InvariantCulture);
}
