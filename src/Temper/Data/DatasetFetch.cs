namespace Temper.Data;

/// <summary>Fetches the files of a published data set that a folder lacks.</summary>
internal sealed class DatasetFetch(HttpClient client, DatasetCatalogOptions options, string folder)
{
    // A process that was killed leaves its unfinished file behind; nobody fetches for a day.
    private static readonly TimeSpan LeftOver = TimeSpan.FromDays(1);

    /// <summary>True when the folder has that file, packed or not.</summary>
    public static bool IsThere(string folder, PublishedFile file) =>
        File.Exists(Path.Combine(folder, file.PackedName)) || File.Exists(Path.Combine(folder, file.Name));

    /// <summary>True when all files are there in the end; else what was tried is added with its reason.</summary>
    public async Task<bool> RunAsync(
        List<string> tried, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            tried.Add($"{OneLine.Of(folder)} cannot be made ({OneLine.OfFileError(error)})");
            return false;
        }

        Sweep();
        var download = new FileDownload(client, options);
        var mirrors = options.Mirrors.ToList();
        foreach (var file in options.Published.Files.Where(file => !IsThere(folder, file)))
        {
            try
            {
                if (!await FetchAsync(download, file, mirrors, tried, progress, cancellationToken).ConfigureAwait(false))
                {
                    return false;
                }
            }
            catch (DataException error)
            {
                tried.Add(error.Message.TrimEnd('.'));
                return false;
            }
        }

        return true;
    }

    private async Task<bool> FetchAsync(
        FileDownload download,
        PublishedFile file,
        List<Uri> mirrors,
        List<string> tried,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        foreach (var mirror in mirrors.ToArray())
        {
            var address = new Uri(mirror, file.PackedName);
            var reason = await download.TryAsync(address, file, folder, progress, cancellationToken).ConfigureAwait(false);
            if (reason is null)
            {
                return true;
            }

            tried.Add($"{address}: {reason}");
            // The one that failed goes to the end: the other files need not wait for it first.
            mirrors.Remove(mirror);
            mirrors.Add(mirror);
        }

        return false;
    }

    private void Sweep()
    {
        try
        {
            var now = options.Time.GetUtcNow().UtcDateTime;
            foreach (var path in Directory.GetFiles(folder, "*" + FileDownload.TemporaryEnding))
            {
                if (now - File.GetLastWriteTimeUtc(path) > LeftOver)
                {
                    File.Delete(path);
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Tidying only: a left-over file does no harm.
        }
    }
}
