using Temper.Devices;

namespace Temper.Data;

/// <summary>What a <see cref="DatasetCatalog"/> takes from its surroundings; every part has the usual default.</summary>
public sealed record DatasetCatalogOptions
{
    /// <summary>Carries the requests; null for the network. Disposed by whoever made it.</summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Looks an environment variable up; null for the process's own.</summary>
    public Func<string, string?>? Environment { get; init; }

    /// <summary>Folder for fetched files; null for <see cref="FashionMnist.CacheFolder"/>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Measures the time-outs.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Folders of the packed files, in the order they are tried; each ends in "/". Default <see cref="FashionMnist.Mirrors"/>.</summary>
    public IReadOnlyList<Uri> Mirrors
    {
        get => field ?? FashionMnist.Mirrors;
        init;
    }

    /// <summary>How long to wait for a connection (not used with a <see cref="Handler"/> of your own).</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long to wait for an answer, and then for each next byte.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A mirror that sends fewer bytes a second over a <see cref="RateWindow"/> is given up; default 2,000.</summary>
    public double LeastBytesPerSecond { get; init; } = 2000;

    /// <summary>Over how long the rate is measured; default a minute.</summary>
    public TimeSpan RateWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Most bytes that the four files of a data set may hold unpacked; default
    /// <see cref="DefaultMaxBytes"/>. Files that promise more are refused before memory is taken for them.
    /// </summary>
    public long MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>The memory that data sets are read into; default this process's.</summary>
    public HostMemory Memory { get; init; } = HostMemory.OfProcess;

    /// <summary>1 GiB: the largest published data set of this kind, EMNIST by class, has 0.64 GB.</summary>
    public const long DefaultMaxBytes = 1L << 30;

    /// <summary>The published data set to look for; tests put a small one here.</summary>
    internal PublishedDataset Published { get; init; } = FashionMnist.Published;

    /// <summary>Draws the built-in data set; tests, which ask for it often, draw it once.</summary>
    internal Func<CancellationToken, Dataset> Drawing { get; init; } = cancellationToken => Garments.Make(cancellationToken: cancellationToken);
}
