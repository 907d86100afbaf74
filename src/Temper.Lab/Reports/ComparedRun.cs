using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>A run beside others: what it is, and its curves. Nothing of the test set.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Seed">Its seed.</param>
/// <param name="Dataset">What its data are called.</param>
/// <param name="DatasetHash">Their hash.</param>
/// <param name="Arithmetic">Arithmetic of its device; empty for the CPU.</param>
/// <param name="Spec">The training.</param>
/// <param name="Loss">Mean training loss of each epoch; not a number where it diverged.</param>
/// <param name="Score">What is scored.</param>
/// <param name="Valid">Validation score of each epoch; empty without a validation split.</param>
/// <param name="FailedStep">The step at which it diverged; null for a run that is done.</param>
public sealed record ComparedRun(
    string Id, string Name, ulong Seed, string Dataset, string DatasetHash, string Arithmetic, TrainSpec Spec, IReadOnlyList<double> Loss,
    Score Score,
    IReadOnlyList<double> Valid, long? FailedStep)
{
    /// <summary>What a legend calls it.</summary>
    public string Label => $"{Id} {Name}";

    /// <summary>Its settings, for <see cref="RunDifferences.OfSettings"/>.</summary>
    public (TrainSpec Spec, string DatasetHash, string Arithmetic) Settings => (Spec, DatasetHash, Arithmetic);

    /// <summary>A stored run.</summary>
    public static ComparedRun Of(StoredRun run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return run.Record is { } record
            ? new(
                run.Id, record.Experiment, record.Seed, record.Dataset, record.DatasetHash, run.Arithmetic, record.Spec, record.Loss,
                record.Task.Score, record.ValidScore, null)
            : Of(run.Failure!, run.Arithmetic);
    }

    private static ComparedRun Of(RunFailure failure, string arithmetic) => new(
        failure.Id, failure.Experiment, failure.Seed, failure.Dataset, failure.DatasetHash, arithmetic, failure.Spec, [.. failure.Loss, double.NaN],
        failure.Task.Score, failure.ValidScore, failure.Step);
}
