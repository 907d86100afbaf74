using System.Globalization;
using Temper.Cli.Output;
using Temper.Data;

namespace Temper.Cli.Options;

/// <summary>From --data to a data set, with a progress line while it is fetched.</summary>
internal static class DatasetLoading
{
    /// <summary>Reads --data: an existing folder, or else a name. What has a separator or a dot is always a folder.</summary>
    public static DatasetRequest Request(string? data, Terminal terminal)
    {
        if (data is null)
        {
            return new DatasetRequest();
        }

        if (terminal.Start is null && IsPlainName(data))
        {
            // Without a working folder there is no folder of that name.
            return new DatasetRequest(data);
        }

        var folder = terminal.FullPath(data);
        return IsPlainName(data) && !Directory.Exists(folder) ? new DatasetRequest(data) : new DatasetRequest(Folder: folder);
    }

    /// <summary>What --data has to say in a command that repeats this one in any folder; null where it can be left out.</summary>
    /// <param name="data">--data as it was given; null if it was not.</param>
    /// <param name="dataset">What was loaded.</param>
    /// <param name="terminal">Where the command was given.</param>
    public static string? Repeated(string? data, Dataset dataset, Terminal terminal) =>
        dataset.IsBuiltIn ? Garments.Name
        : !dataset.IsFashionMnist ? dataset.Source
        : data is null ? null
        : Request(data, terminal).Name ?? dataset.Source;

    private static bool IsPlainName(string data) => data.IndexOfAny(['/', '\\', '.']) < 0;

    /// <summary>Loads what was named, a folder or a data set's name; null means Fashion-MNIST, and an error if that is not available.</summary>
    public static Task<Dataset> LoadAsync(string? data, Report report, CancellationToken cancellationToken)
    {
        var request = Request(data, report.Terminal);
        if (request.Folder is { } folder && IsPlainName(data!) && DatasetCatalog.Names.Contains(data, StringComparer.OrdinalIgnoreCase))
        {
            report.Warning($"\"{data}\" is the folder {folder} here, not the data set of that name; write ./{data} to avoid this warning.");
        }

        return LoadAsync(request, report, cancellationToken);
    }

    /// <summary>Loads the data that a run or a checkpoint was made from, from --data if that is given.</summary>
    /// <param name="data">--data as it was given; null if it was not.</param>
    /// <param name="wanted">Name, hash and source of the data, as recorded.</param>
    /// <param name="what">What was made from them, for the error: "Run 1a2b3c".</param>
    /// <param name="report">Where a download is shown.</param>
    /// <exception cref="DataException">They were not found where they were, and have no name here.</exception>
    /// <exception cref="SpecException">--data names others.</exception>
    public static async Task<Dataset> OwnAsync(string? data, DatasetReference wanted, string what, Report report, CancellationToken cancellationToken)
    {
        if (data is null)
        {
            return await FindAsync(wanted, what, report, cancellationToken).ConfigureAwait(false);
        }

        var dataset = await LoadAsync(data, report, cancellationToken).ConfigureAwait(false);
        RequireSame(wanted, dataset, what);
        return dataset;
    }

    /// <summary>Loads the data that a run, a model or a checkpoint was made from.</summary>
    /// <param name="wanted">Name, hash and source of the data, as recorded.</param>
    /// <param name="what">What was made from them, for the error: "Run 1a2b3c".</param>
    /// <param name="report">Where a download is shown.</param>
    /// <exception cref="DataException">They were not found where they were, and have no name here.</exception>
    public static async Task<Dataset> FindAsync(DatasetReference wanted, string what, Report report, CancellationToken cancellationToken)
    {
        using var catalog = Catalog(report.Terminal);
        try
        {
            var search = await NamingOption(catalog.FindAsync(wanted, Fetching(report), cancellationToken)).ConfigureAwait(false);
            var hash = wanted.Hash is null ? "hash unknown" : $"hash {DatasetReference.Abbreviated(wanted.Hash)}";
            return search.Dataset ?? throw new DataException(
                $"{what} was trained on \"{wanted.Name}\" ({hash}), {search.WhyNot!}; name the folder of its data with --data.");
        }
        finally
        {
            report.ClearProgress();
        }
    }

    /// <summary>Loads a data set, fetching it if need be.</summary>
    public static async Task<Dataset> LoadAsync(DatasetRequest request, Report report, CancellationToken cancellationToken)
    {
        using var catalog = Catalog(report.Terminal);
        try
        {
            return await NamingOption(catalog.LoadAsync(request, Fetching(report), cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            report.ClearProgress();
        }
    }

    /// <summary>Loads what --data names; without it Fashion-MNIST, or the built-in set if that is not available, with a warning.</summary>
    public static async Task<DefaultDataset> LoadOrBuiltInAsync(string? data, Report report, CancellationToken cancellationToken)
    {
        if (data is not null)
        {
            return new DefaultDataset(await LoadAsync(data, report, cancellationToken).ConfigureAwait(false), null);
        }

        DefaultDataset found;
        using var catalog = Catalog(report.Terminal);
        try
        {
            found = await NamingOption(catalog.LoadDefaultAsync(Fetching(report), cancellationToken)).ConfigureAwait(false);
        }
        finally
        {
            report.ClearProgress();
        }

        if (found.WhyBuiltIn is { } why)
        {
            report.Warning($"the data are {found.Dataset.Name}, drawings made by this program, NOT Fashion-MNIST: {why}");
        }

        return found;
    }

    public static DatasetCatalog Catalog(Terminal terminal) =>
        new(terminal.Data with { Environment = terminal.Environment, Time = terminal.Time });

    /// <summary>The library knows no options.</summary>
    private static async Task<T> NamingOption<T>(Task<T> loading)
    {
        try
        {
            return await loading.ConfigureAwait(false);
        }
        catch (DataException error) when (error.ExceedsAllowance)
        {
            throw new DataException($"{error.Message.TrimEnd('.')} (--max-bytes N).", error);
        }
    }

    /// <summary>Refuses other data than something was made from.</summary>
    /// <exception cref="SpecException">The hashes differ.</exception>
    private static void RequireSame(DatasetReference wanted, Dataset dataset, string what)
    {
        if (wanted.IsSameAs(dataset) != true)
        {
            throw new SpecException(
                $"{what} was trained on other data: expected \"{wanted.Name}\" (hash {DatasetReference.Abbreviated(wanted.Hash ?? "")}), "
                    + $"received \"{dataset.Name}\" (hash {DatasetReference.Abbreviated(dataset.Hash)}); name its own with --data.");
        }
    }

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
