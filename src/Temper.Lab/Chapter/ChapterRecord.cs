using Temper.Data;
using Temper.Lab.Runs;

namespace Temper.Lab.Chapter;

/// <summary>The record of one call of temper chapter.</summary>
public sealed record ChapterRecord
{
    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Hash over the ids of its runs.</summary>
    public required string Id { get; init; }

    /// <summary>What the data are called: of a user's own, the name of their folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Where their content comes from: "Own", "Published" (Fashion-MNIST) or "BuiltIn" (drawn by this program).</summary>
    public DatasetOrigin DatasetOrigin { get; init; }

    /// <summary>Why the built-in data set stands in for Fashion-MNIST; null when it does not.</summary>
    public required string? WhyBuiltIn { get; init; }

    /// <summary>Seconds from start to finish, data and pictures included.</summary>
    public required double Seconds { get; init; }

    /// <summary>Every training, protocol by protocol, experiment by experiment, seed by seed.</summary>
    public required IReadOnlyList<RunRecord> Experiments { get; init; }

    /// <summary>Per protocol and experiment, over its seeds.</summary>
    public required IReadOnlyList<SeedSummary> Summary { get; init; }
}
