using Temper.Cli.Options;
using Temper.Training;

namespace Temper.Cli.Commands.Train;

/// <summary>The parsed arguments of temper train.</summary>
internal sealed record TrainRequest
{
    /// <summary>The spec for a number of classes; not called when a run is resumed.</summary>
    public required Func<int, TrainSpec> Spec { get; init; }

    public required string Name { get; init; }

    /// <summary>The folder of the interrupted run to resume.</summary>
    public required string? Resume { get; init; }

    public required bool PrintsSpec { get; init; }

    public required string? Data { get; init; }

    /// <summary>--max-bytes; null where it was not given.</summary>
    public required long? MaxBytes { get; init; }

    public required DeviceRequest Device { get; init; }

    public required string? Out { get; init; }

    /// <summary>The store that the user named, by its full path; null for the usual one.</summary>
    public required string? Store { get; init; }

    public required bool Open { get; init; }
}
