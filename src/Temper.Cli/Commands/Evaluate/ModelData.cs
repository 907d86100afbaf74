using Temper.Cli.Options;
using Temper.Cli.Output;
using Temper.Data;
using Temper.Export;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>
/// The data that a model is tested on: those of --data, or else those that it was trained on, found by their hash: where the record beside it says
/// they were, where runs of the store found them, or those that have a name here. The model itself keeps no places, because it is passed on.
/// </summary>
internal sealed class ModelData(EvaluateRequest request, Report report)
{
    private const int MostPlaces = 8;

    /// <summary>Loads them.</summary>
    /// <exception cref="DataException">They were not found.</exception>
    public async Task<Dataset> LoadAsync(Model model, string path, CancellationToken cancellationToken)
    {
        if (request.Data is { } data)
        {
            return await DatasetLoading.LoadAsync(data, report, cancellationToken).ConfigureAwait(false);
        }

        var what = $"{path}: the model";
        var beside = PlaceBeside(model, path);
        if (IsThere(beside) && await TryAsync(model, beside!, what, cancellationToken).ConfigureAwait(false) is { } own)
        {
            return own;
        }

        var (store, places) = PlacesInStore(model, path);
        foreach (var place in places.Where(place => place != beside && IsThere(place)).Take(MostPlaces))
        {
            if (await TryAsync(model, place, what, cancellationToken).ConfigureAwait(false) is { } found)
            {
                report.Info(
                    $"The model's data were found by their hash in {found.Source}{(found.Source == place ? $", as recorded in {store}" : "")}.");
                return found;
            }
        }

        return await DatasetLoading.FindAsync(
            model.Dataset with { Source = beside ?? (places.Count > 0 ? places[0] : null) }, what, report, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The data in a folder, if they are the model's.</summary>
    private async Task<Dataset?> TryAsync(Model model, string place, string what, CancellationToken cancellationToken)
    {
        try
        {
            return await DatasetLoading.FindAsync(model.Dataset with { Source = place }, what, report, cancellationToken).ConfigureAwait(false);
        }
        catch (DataException error) when (error.InnerException is not DataException { ExceedsAllowance: true })
        {
            return null;
        }
    }

    /// <summary>A place may come from anybody's record. The name of a share would make Windows log in at somebody else's machine.</summary>
    private static bool IsThere(string? place) => place is not (null or ['\\' or '/', '\\' or '/', ..]) && Directory.Exists(place);

    private static string? PlaceBeside(Model model, string path)
    {
        var file = Path.Combine(Path.GetDirectoryName(path)!, RunFolder.RecordName);
        try
        {
            return File.Exists(file) && RecordJson.ReadRun(file) is { } record && record.DatasetHash == model.Dataset.Hash
                ? record.DatasetSource
                : null;
        }
        catch (DataException)
        {
            // Another file of that name: it says nothing about this model.
            return null;
        }
    }

    /// <summary>Where runs of the store found data with the hash of the model's, newest first. A store that cannot be read knows nothing.</summary>
    private (string Store, IReadOnlyList<string> Places) PlacesInStore(Model model, string path)
    {
        if (model.Dataset.Hash is not { } hash
            || SingleStore.PathOf(report.Terminal, request.Store, Path.GetDirectoryName(path)!) is not { } file
            || !File.Exists(file))
        {
            return ("", []);
        }

        try
        {
            using var store = RunStore.OpenExisting(file, report.Terminal.Time, StoreUse.Read);
            return (file, store.SourcesOf(hash));
        }
        catch (Exception error) when (error is TemperException or IOException or UnauthorizedAccessException)
        {
            return ("", []);
        }
    }
}
