using System.Globalization;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Options;

/// <summary>From --data to a data set, with a progress line while it is fetched.</summary>
internal static class DatasetLoading
{
    /// <summary>Reads --data: an existing folder, or else a name.</summary>
    public static DatasetRequest Request(string? data, Terminal terminal)
    {
        if (data is null)
        {
            return new DatasetRequest();
        }

        var folder = Path.GetFullPath(data, terminal.WorkingFolder);
        var looksLikeName = !Directory.Exists(folder) && data.IndexOfAny(['/', '\\', '.']) < 0;
        return looksLikeName ? new DatasetRequest(data) : new DatasetRequest(Folder: folder);
    }

    /// <summary>Loads what --data names; without it Fashion-MNIST, and an error if that is not to be had.</summary>
    public static Task<Dataset> LoadAsync(string? data, Report report, CancellationToken cancellationToken) =>
        LoadAsync(Request(data, report.Terminal), report, cancellationToken);

    /// <summary>Loads a data set, fetching it if need be.</summary>
    public static async Task<Dataset> LoadAsync(DatasetRequest request, Report report, CancellationToken cancellationToken)
    {
        using var catalog = Catalog(report.Terminal);
        try
        {
            return await catalog.LoadAsync(request, Fetching(report), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            report.ClearProgress();
        }
    }

    /// <summary>Loads what --data names; without it Fashion-MNIST, or the built-in set when that is not to be had.</summary>
    public static async Task<DefaultDataset> LoadOrBuiltInAsync(string? data, Report report, CancellationToken cancellationToken)
    {
        if (data is not null)
        {
            return new DefaultDataset(await LoadAsync(data, report, cancellationToken).ConfigureAwait(false), null);
        }

        using var catalog = Catalog(report.Terminal);
        try
        {
            return await catalog.LoadDefaultAsync(Fetching(report), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            report.ClearProgress();
        }
    }

    public static DatasetCatalog Catalog(Terminal terminal) =>
        new(terminal.Data with { Environment = terminal.Environment, Time = terminal.Time });

    private static Handler Fetching(Report report)
    {
        var last = "";
        return new Handler(progress =>
        {
            if (progress.File != last)
            {
                last = progress.File;
                report.Info($"Fetching {progress.File} from {progress.Address.Host}");
            }

            report.Progress(
                progress.File,
                (double)progress.Bytes / progress.Total,
                string.Create(CultureInfo.InvariantCulture, $"{progress.Bytes / 1e6:F1} of {progress.Total / 1e6:F1} MB"));
        });
    }

    /// <summary>Reports at once, on the calling thread, so that lines come in order.</summary>
    private sealed class Handler(Action<DownloadProgress> action) : IProgress<DownloadProgress>
    {
        public void Report(DownloadProgress value) => action(value);
    }
}
