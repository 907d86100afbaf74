using Temper.Data;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>A run as it is stored: a record or a failure, exactly one of the two.</summary>
public sealed record StoredRun
{
    /// <summary>The run's id.</summary>
    public required string Id { get; init; }

    /// <summary>How it ended.</summary>
    public required RunState State { get; init; }

    /// <summary>The record of a run that is done; null for one that failed.</summary>
    public RunRecord? Record { get; init; }

    /// <summary>What is known of a run that failed; null for one that is done.</summary>
    public RunFailure? Failure { get; init; }

    /// <summary>Arithmetic of the device it was trained on; empty for the CPU.</summary>
    public string Arithmetic => (Record is { } record ? record.Arithmetic : Failure?.Arithmetic) ?? "";

    /// <summary>The data it was trained on, for finding them again.</summary>
    public DatasetReference Dataset => Record?.DatasetReference ?? Failure!.DatasetReference;

    /// <summary>A run that is done.</summary>
    public static StoredRun Of(RunRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new StoredRun { Id = record.Id, State = RunState.Done, Record = record };
    }

    /// <summary>A run that failed.</summary>
    public static StoredRun Of(RunFailure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return new StoredRun { Id = failure.Id, State = RunState.Failed, Failure = failure };
    }
}
