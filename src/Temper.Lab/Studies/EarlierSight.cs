using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>What an earlier look saw.</summary>
/// <param name="Study">The study that looked.</param>
/// <param name="Sight">What it saw, with the differences of its questions.</param>
internal sealed record EarlierSight(string Study, StudySight Sight)
{
    /// <summary>The looks at a data set that a store has, the oldest first; also those of studies that were deleted.</summary>
    /// <param name="store">The store whose looks are read.</param>
    /// <param name="datasetHash">The data's hash.</param>
    public static IReadOnlyList<EarlierSight> In(RunStore store, string datasetHash) =>
        [.. store.LooksAt(datasetHash).Select(look => Read(look, store)).OfType<EarlierSight>()];

    private static EarlierSight? Read(TestLook look, RunStore store)
    {
        StudySight sight;
        try
        {
            sight = StudyJson.ReadSight(look.Result, store.Path);
        }
        catch (StoreException)
        {
            // Written by another version of this program, whose runs have other ids: it can share none with a look of this one.
            return null;
        }

        var isWhole = sight.Differences.Count == sight.Plan.Contrasts.Count;
        return new EarlierSight(look.StudyId, isWhole ? sight : sight with { Differences = Differences(sight, store) });
    }

    /// <summary>The differences of a look that was stored without them; those of runs that are gone are not known.</summary>
    private static IReadOnlyList<IReadOnlyList<double?>> Differences(StudySight sight, RunStore store)
    {
        var figures = store
            .Get([.. sight.Runs.SelectMany(runs => runs).Distinct()])
            .ToDictionary(run => run.Id, run => RunFigures.Gain(sight.Plan, run));
        return QuestionFamily.Differences(
            sight.Plan, [.. sight.Runs.Select(runs => runs.Select(run => figures.GetValueOrDefault(run, double.NaN)).ToArray())]);
    }
}
