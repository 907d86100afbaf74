using System.Text.Json;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>What a study found, made again from the store.</summary>
public sealed partial class Study
{
    /// <summary>The record of a study that has opened the test set, made again from the store.</summary>
    /// <param name="id">The study's id, or the beginning of it.</param>
    /// <param name="store">The store.</param>
    /// <param name="subject">What is known of its subject.</param>
    /// <param name="look">The look to report. Default: the last one.</param>
    /// <exception cref="StoreException">There is no such study.</exception>
    /// <exception cref="SpecException">It is not finished: its test set is still sealed.</exception>
    public static StudyRecord Record(string id, RunStore store, IStudySubject subject, TestLook? look = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(subject);
        var study = store.FindStudy(id)
            ?? throw new StoreException($"There is no study {id} in {store.Path}; temper runs list --studies lists them.");
        var looks = store.Looks(study.Id);
        if (looks.Count == 0)
        {
            var wayOut = Shell.Again(study.Command) is { } command ? $"resume it: {command}" : "the program that began it can resume it.";
            throw new SpecException($"The study {study.Id} is not finished, so its test set is still sealed; {wayOut}");
        }

        look ??= looks[^1];
        var sight = StudyJson.ReadSight(look.Result, $"{store.Path}, study {study.Id}");
        var found = store.Get([.. sight.Runs.SelectMany(runs => runs).Distinct()]).ToDictionary(run => run.Id);
        if (sight.Runs.SelectMany(runs => runs).FirstOrDefault(run => !found.ContainsKey(run)) is { } missing)
        {
            var wayOut = Shell.Again(sight.Command) is { } command ? $": {command}" : " with the program that asked for it.";
            throw new StoreException($"{store.Path}: run {missing} of study {study.Id} is gone; train it again{wayOut}");
        }

        try
        {
            return Analysed();
        }
        catch (JsonException error)
        {
            throw StudyJson.Unreadable(error, $"{store.Path}, study {study.Id}");
        }
        catch (Exception error) when (error is NullReferenceException or InvalidOperationException or ArgumentException or ArithmeticException
            or IndexOutOfRangeException or KeyNotFoundException or FormatException)
        {
            // Sound by its digests, and yet nothing that this program could have stored.
            throw new StoreException(
                $"{store.Path}, study {study.Id}: what its look at the test set saw and its runs "
                    + $"contradict each other ({StoreErrors.Said(error)}); run the study again in a new store.",
                error);
        }

        StudyRecord Analysed()
        {
            List<IReadOnlyList<StoredRun>> cells = [.. sight.Runs.Select(runs => runs.Select(run => found[run]).ToList())];
            var otherLooks = store.OtherLooks(study.Id, study.DatasetHash);
            return StudyAnalysis.Of(study.Id, sight, cells, looks, otherLooks, subject) with
            {
                SingleLooks = store.SingleLooks(study.DatasetHash),
            };
        }
    }
}
