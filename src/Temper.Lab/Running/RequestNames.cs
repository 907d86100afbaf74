using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Lab.Running;

/// <summary>
/// The same training may be stored under another name: as an arm of a study, or from a copy of the data. What says for whom it was trained, and
/// not what came of it, is then taken from who asks now.
/// </summary>
internal static class RequestNames
{
    /// <summary>A stored training with the names of the request and the data that it is asked for with now.</summary>
    public static StoredRun Named(this RunRequest request, StoredRun run, Dataset dataset) => run.Record is { } record
        ? StoredRun.Of(record with
        {
            Experiment = request.Name,
            Protocol = request.Protocol,
            Quirks = request.Quirks,
            Dataset = dataset.Name,
            DatasetOrigin = dataset.Origin,
            DatasetSource = dataset.Source,
            Notes = RunNotes.Of(request, dataset, record.DroppedRows, record.Epochs, record.BestEpoch),
        })
        : run;
}
