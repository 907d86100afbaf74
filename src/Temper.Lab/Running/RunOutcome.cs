using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>How a training ended: it was trained to its end and tested, or it diverged; exactly one of the two.</summary>
public sealed record RunOutcome
{
    /// <summary>The finished training; null for one that diverged.</summary>
    public RunResult? Result { get; init; }

    /// <summary>The training that diverged; null for a finished one.</summary>
    public FailedRun? Failed { get; init; }

    /// <summary>What the training said when it diverged; null for a finished one.</summary>
    public RunFailedException? Error { get; init; }

    /// <summary>The run as it is stored.</summary>
    public StoredRun Stored => Result is { } result ? StoredRun.Of(result.Record) : StoredRun.Of(Failed!.Failure);
}
