namespace Temper.Data;

/// <summary>
/// Finds data sets by name. Fashion-MNIST is taken from the folder that was asked for, else from the one named by
/// TEMPER_DATA, else from the user's cache folder, and else fetched into the latter; "garments" is built in.
/// </summary>
/// <remarks>
/// A copy that is there but damaged is always an error, and so is a data set that was asked for by name and cannot be
/// had. Only <see cref="LoadDefaultAsync"/>, for a user who named none, falls back, and it says why.
/// </remarks>
public sealed class DatasetCatalog : IDisposable
{
    /// <summary>The environment variable that names a folder of data sets.</summary>
    public const string FolderVariable = "TEMPER_DATA";

    private readonly DatasetCatalogOptions options;
    private readonly FashionMnistPlaces places;
    private HttpClient? client;

    /// <summary>Creates the catalogue.</summary>
    /// <param name="options">What it works with; null for the network and the process's environment.</param>
    public DatasetCatalog(DatasetCatalogOptions? options = null)
    {
        this.options = options ?? new DatasetCatalogOptions();
        places = new FashionMnistPlaces(this.options);
    }

    /// <summary>The names that <see cref="LoadAsync"/> knows.</summary>
    public static IReadOnlyList<string> Names { get; } = [FashionMnist.Name, Garments.Name];

    /// <summary>Loads a data set, fetching it if need be.</summary>
    /// <param name="request">Which one.</param>
    /// <param name="progress">Called for each part of a file that is fetched.</param>
    /// <param name="cancellationToken">Stops it; no unfinished file is left.</param>
    /// <exception cref="DataException">It is not known, not to be had (the message lists every place tried), or damaged.</exception>
    public async Task<Dataset> LoadAsync(
        DatasetRequest request, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (request.Folder is { } folder)
        {
            return await Task.Run(() => LoadFolder(request.Name, folder, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (Same(request.Name, Garments.Name))
        {
            return await Task.Run(() => options.Drawing(cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        if (request.Name is not null && !Same(request.Name, FashionMnist.Name))
        {
            throw Unknown(request.Name);
        }

        var tried = new List<string>();
        return await FindOrFetchAsync(tried, progress, cancellationToken).ConfigureAwait(false)
            ?? throw new DataException(
                $"{NotHad(tried)}; name a folder that holds its four files (--data or {FolderVariable}), "
                + $"or take the built-in data set {Garments.Name}.");
    }

    /// <summary>Loads Fashion-MNIST or, where it is neither here nor to be fetched, the built-in garments, with the reason.</summary>
    /// <param name="progress">Called for each part of a file that is fetched.</param>
    /// <param name="cancellationToken">Stops it; no unfinished file is left.</param>
    /// <exception cref="DataException">A copy of Fashion-MNIST is there and damaged.</exception>
    public async Task<DefaultDataset> LoadDefaultAsync(
        IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var tried = new List<string>();
        if (await FindOrFetchAsync(tried, progress, cancellationToken).ConfigureAwait(false) is { } dataset)
        {
            return new DefaultDataset(dataset, null);
        }

        var garments = await Task.Run(() => options.Drawing(cancellationToken), cancellationToken).ConfigureAwait(false);
        return new DefaultDataset(garments, NotHad(tried) + ".");
    }

    /// <summary>
    /// Finds the data that a record names again: in the folder where they were if it still holds them, else by the name of the data
    /// set that has their hash.
    /// </summary>
    /// <param name="wanted">Which data. Without a hash only its origin can say which they are.</param>
    /// <param name="progress">Called for each part of a file that is fetched.</param>
    /// <param name="cancellationToken">Stops it; no unfinished file is left.</param>
    /// <returns>The data, whose hash is the wanted one wherever that is known, or why they were not found.</returns>
    /// <exception cref="DataException">They have a name here, but a copy of them is damaged or cannot be had.</exception>
    public async Task<DatasetSearch> FindAsync(
        DatasetReference wanted, IProgress<DownloadProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var whyNot = "of which no place is recorded";
        if (wanted is { Hash: not null, Source: { } place } && place != Garments.BuiltIn)
        {
            // A record may come from anybody. The name of a share would make Windows log in at somebody else's machine.
            var search = IsShare(place)
                ? new DatasetSearch(null, $"which were on another machine ({OneLine.Of(place)}), where nobody looks unasked")
                : await Task.Run(() => LookAgain(wanted, place, cancellationToken), cancellationToken).ConfigureAwait(false);
            if (search.Dataset is not null)
            {
                return search;
            }

            whyNot = search.WhyNot!;
        }

        if (KnownName(wanted) is not { } name)
        {
            return new DatasetSearch(null, whyNot);
        }

        var named = await LoadAsync(new DatasetRequest(name), progress, cancellationToken).ConfigureAwait(false);
        return wanted.IsSameAs(named) == false
            ? new DatasetSearch(null, $"which are not the {name} of this version (hash {DatasetReference.Abbreviated(named.Hash)})")
            : new DatasetSearch(named, null);
    }

    private static bool IsShare(string place) => place is ['\\' or '/', '\\' or '/', ..];

    /// <summary>What there is, and where; nothing is loaded or fetched.</summary>
    /// <param name="folder">A folder to look in first, or null.</param>
    public IReadOnlyList<DatasetInfo> List(string? folder = null) => [.. Names.Select(name => Describe(name, folder))];

    /// <summary>What is known of one data set, and where it is; nothing is loaded or fetched.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="folder">A folder to look in first, or null.</param>
    /// <exception cref="DataException">There is none of that name.</exception>
    public DatasetInfo Describe(string name, string? folder = null)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Same(name, Garments.Name))
        {
            return new DatasetInfo(
                Garments.Name, "Drawings of garments, made from a seed.", Garments.TrainCount, Garments.TestCount,
                Garments.Side, Garments.Side, Garments.ClassNames, Garments.BuiltIn, [Garments.BuiltIn]);
        }

        if (!Same(name, FashionMnist.Name))
        {
            throw Unknown(name);
        }

        var looked = new List<string>();
        string? found = null;
        foreach (var (label, place) in places.All(folder))
        {
            var (quartet, note) = places.LookIn(place);
            looked.Add($"{label}: {note}");
            found ??= quartet?.Folder;
        }

        return new DatasetInfo(
            FashionMnist.Name, "Photographs of garments by Zalando Research (MIT licence).", 60_000, 10_000, 28, 28,
            FashionMnist.ClassNames, found, looked);
    }

    /// <summary>A named data set, for models from elsewhere that were trained on it.</summary>
    /// <param name="name">The name.</param>
    /// <returns>Its name, hash and origin; null if there is none of that name.</returns>
    public DatasetReference? Reference(string name) =>
        Same(name, Garments.Name) ? new DatasetReference(Garments.Name, Garments.Hash, DatasetOrigin.BuiltIn)
        : Same(name, FashionMnist.Name) ? new DatasetReference(FashionMnist.Name, options.Published.DatasetHash, DatasetOrigin.Published)
        : null;

    /// <inheritdoc/>
    public void Dispose() => client?.Dispose();

    /// <summary>Made when something is to be fetched: loading and starting it would delay every command that reads data.</summary>
    private HttpClient Client()
    {
        if (client is null)
        {
            client = new HttpClient(
                options.Handler ?? new SocketsHttpHandler
                {
                    ConnectTimeout = options.ConnectTimeout,

                    // MirrorRequest follows them, by a rule.
                    AllowAutoRedirect = false,
                },
                disposeHandler: options.Handler is null)
            {
                // Stalls are timed per byte instead: a slow line may take as long as it needs.
                Timeout = Timeout.InfiniteTimeSpan,
            };
            client.DefaultRequestHeaders.UserAgent.ParseAdd("temper");
        }

        return client;
    }

    private DatasetSearch LookAgain(DatasetReference wanted, string place, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(place))
        {
            return new DatasetSearch(null, $"which were in {OneLine.Of(place)}: no such folder any more");
        }

        try
        {
            var there = IdxFolder.LoadAny(place, FashionMnist.Published, Allowance(), cancellationToken);
            return wanted.IsSameAs(there) == true
                ? new DatasetSearch(there, null)
                : new DatasetSearch(
                    null, $"which were in {OneLine.Of(place)}: now other data are there (hash {DatasetReference.Abbreviated(there.Hash)})");
        }
        catch (DataException error) when (!error.ExceedsAllowance)
        {
            return new DatasetSearch(null, $"which were in {OneLine.Of(place)} and cannot be read there any more ({error.Message.TrimEnd('.')})");
        }
    }

    /// <summary>The name of the data set that a reference means, whatever its own name is; null for data without one.</summary>
    private string? KnownName(DatasetReference wanted) => wanted.Hash switch
    {
        Garments.Hash => Garments.Name,
        { } hash when hash == options.Published.DatasetHash => FashionMnist.Name,
        _ => wanted.Origin switch
        {
            DatasetOrigin.BuiltIn => Garments.Name,
            DatasetOrigin.Published => FashionMnist.Name,
            _ => null,
        },
    };

    private Dataset LoadFolder(string? name, string folder, CancellationToken cancellationToken)
    {
        if (folder.Length == 0)
        {
            throw new DataException("The data folder's name is empty, expected a folder with four IDX files; name one.");
        }

        if (name is null)
        {
            return IdxFolder.LoadAny(folder, FashionMnist.Published, Allowance(), cancellationToken);
        }

        if (Same(name, FashionMnist.Name))
        {
            return IdxFolder.Load(folder, options.Published, Allowance(), cancellationToken);
        }

        throw Same(name, Garments.Name)
            ? new DataException($"{Garments.Name} is built in, but the folder {OneLine.Of(folder)} was named with it; leave one of the two out.")
            : Unknown(name);
    }

    private async Task<Dataset?> FindOrFetchAsync(
        List<string> tried, IProgress<DownloadProgress>? progress, CancellationToken cancellationToken)
    {
        if (places.Variable() is not { } folder)
        {
            tried.Add($"{FolderVariable} is not set");
        }
        else if (IdxFolder.Find(folder, options.Published) is { } quartet)
        {
            return await LoadPublishedAsync(quartet.Folder, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            tried.Add($"{FolderVariable}: {FashionMnistPlaces.Missing(folder)}");
        }

        if (places.Cache is not { } cache)
        {
            tried.Add("there is no cache folder (HOME is not set)");
            return null;
        }

        if (!places.CacheHoldsAll)
        {
            tried.Add(FashionMnistPlaces.Missing(cache));
            var fetch = new DatasetFetch(Client(), options, cache);
            if (!await fetch.RunAsync(tried, progress, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }
        }

        return await LoadPublishedAsync(cache, cancellationToken).ConfigureAwait(false);
    }

    private Task<Dataset> LoadPublishedAsync(string folder, CancellationToken cancellationToken) =>
        Task.Run(() => IdxFolder.Load(folder, options.Published, Allowance(), cancellationToken), cancellationToken);

    /// <summary>A new one for each data set.</summary>
    private DataAllowance Allowance() => new(options.MaxBytes, options.Memory);

    private static bool Same(string? a, string b) => string.Equals(a, b, StringComparison.OrdinalIgnoreCase);

    private static string NotHad(List<string> tried) => $"{FashionMnist.Name} cannot be had: {string.Join("; ", tried)}";

    private static DataException Unknown(string name) =>
        new(
            $"There is no data set \"{OneLine.Of(name)}\", expected {string.Join(" or ", Names)}; "
            + $"for other data name a folder with IDX files (--data) and no data set{Suggestion.Ending(name, Names)}");
}
