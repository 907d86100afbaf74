using System.Globalization;
using System.Text.Json.Nodes;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Storage;

/// <summary>Runs of a store as CSV, a row each, with their whole specs. Test results that no look has opened are left empty.</summary>
public static class RunsCsv
{
    /// <summary>The first line.</summary>
    public const string Header =
        "run,name,protocol,quirks,tags,note,epochs,learning_rate,seed,dataset,dataset_hash,score,valid_score,test_score,weights_hash,"
        + "failed_step,seconds,device,spec";

    /// <summary>The lines, the first one included, without their ends. Documents are read one by one.</summary>
    /// <param name="store">The store.</param>
    /// <param name="runs">The runs, in their order; those that are gone meanwhile are left out.</param>
    public static IEnumerable<string> Lines(RunStore store, IReadOnlyList<RunSummary> runs)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(runs);
        return runs.Select(run => store.Find(run.Id) is { } stored ? Line(run, stored) : null).OfType<string>().Prepend(Header);
    }

    private static string Line(RunSummary run, StoredRun stored)
    {
        var spec = stored.Record?.Spec ?? stored.Failure!.Spec;
        return CsvLine.Of(
        [
            run.Id,
            run.Experiment,
            run.Protocol.Text(),
            string.Join(' ', stored.Record?.Quirks ?? stored.Failure!.Quirks),
            string.Join(' ', run.Tags),
            run.Note ?? "",
            Text(stored.Record?.Epochs ?? stored.Failure!.Loss.Count),
            Text(spec.Optimizer.LearningRate),
            Text(run.Seed),
            run.Dataset,
            run.DatasetHash,
            run.Score,
            Text(run.ValidScore),
            run.IsSealed ? "" : Text(run.TestScore),
            run.WeightsHash ?? "",
            Text(run.FailedStep),
            stored.Record is null ? "" : Text(run.Seconds),
            stored.Record?.Device ?? "",
            JsonNode.Parse(SpecJson.Write(spec))!.ToJsonString(),
        ]);
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
