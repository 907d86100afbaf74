using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>What is kept of a training that diverged. The same spec and data diverge at the same step again.</summary>
public sealed record RunFailure
{
    /// <summary>Format of this record.</summary>
    public int Version { get; init; } = 2;

    /// <summary>Hash of spec, data, engine version and arithmetic.</summary>
    public required string Id { get; init; }

    /// <summary>"baseline", "dropout"... or the user's name for it.</summary>
    public required string Experiment { get; init; }

    /// <summary>"chapter", "literal", "sound" or "own".</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>Numbers of the chapter's quirks that were on.</summary>
    public required IReadOnlyList<string> Quirks { get; init; }

    /// <summary>What the data are called: of a user's own, the name of their folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Where their content comes from: "Own", "Published" (Fashion-MNIST) or "BuiltIn" (drawn by this program).</summary>
    public DatasetOrigin DatasetOrigin { get; init; }

    /// <summary>Where they were: the full path of a folder, or "built in"; null in failures of versions that did not say.</summary>
    public string? DatasetSource { get; init; }

    /// <summary>The data, for finding them again.</summary>
    public DatasetReference DatasetReference => new(Dataset, DatasetHash, DatasetOrigin, DatasetSource);

    /// <summary>Seed of all random streams.</summary>
    public required ulong Seed { get; init; }

    /// <summary>The device's <see cref="Devices.Device.Arithmetic"/>: "gpu", "gpu-tf32"; null for the CPU.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Arithmetic { get; init; }

    /// <summary>The step, from 1, whose loss was not a finite number, or after which the weights were not.</summary>
    public required long Step { get; init; }

    /// <summary>What was to be learned; it decides the score.</summary>
    public required LearningTask Task { get; init; }

    /// <summary>Mean training loss of each finished epoch, without penalty.</summary>
    public IReadOnlyList<double> Loss { get; init => field = value ?? []; } = [];

    /// <summary>Training score of each finished epoch, in training mode.</summary>
    public IReadOnlyList<double> TrainScore { get; init => field = value ?? []; } = [];

    /// <summary>Validation score at the end of each finished epoch; empty without a validation split.</summary>
    public IReadOnlyList<double> ValidScore { get; init => field = value ?? []; } = [];

    /// <summary>What the training said.</summary>
    public required string Message { get; init; }

    /// <summary>Version of the program.</summary>
    public required string Program { get; init; }

    /// <summary>Processor architecture, cores, operating system and runtime.</summary>
    public required string Machine { get; init; }

    /// <summary>When it failed (UTC).</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>The whole spec.</summary>
    public required TrainSpec Spec { get; init; }
}
