using Temper.Lab.Storage;

namespace Temper.Cli.Commands;

/// <summary>Finds runs by what people type.</summary>
internal static class StoredRuns
{
    /// <summary>The run of that id, or the only one whose id begins so.</summary>
    /// <exception cref="StoreException">There is none, or there are several.</exception>
    public static StoredRun Find(RunStore store, string text)
    {
        if (text.Length == 0)
        {
            throw new UsageException("The run's id is empty; temper runs list shows the ids.");
        }

        var ids = store.FindIds(text);
        return ids.Count switch
        {
            1 => store.Find(ids[0])!,
            0 => throw new StoreException($"There is no run {text} in {store.Path}; temper runs list shows those that there are."),
            _ => throw new StoreException($"{ids.Count} runs begin with {text}: {string.Join(", ", ids.Take(5))}{(ids.Count > 5 ? "..." : "")}; give more digits."),
        };
    }
}
