using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Cli.Commands;

/// <summary>Finds runs and studies by what people type: an id, the beginning of one, or "latest".</summary>
internal static class StoredRuns
{
    /// <summary>Stands for the newest; ids are hexadecimal.</summary>
    private const string Latest = "latest";

    /// <summary>The run.</summary>
    /// <exception cref="StoreException">There is none, or there are several.</exception>
    public static StoredRun Find(RunStore store, string text)
    {
        var id = text == Latest ? Newest(store, store.List() is [var run, ..] ? run.Id : null, "run") : FindId(store, text);
        return store.Find(id) ?? throw new StoreException($"{id} is a study, not a run; {Command($"report {Shell.Quote(id)}", store)} shows it.");
    }

    /// <summary>A command that looks into this store, from any folder.</summary>
    public static string Command(string command, RunStore store) => $"temper {command} {Shell.Option("--store", store.Path)}";

    /// <summary>Whether its test result may not be shown.</summary>
    public static bool IsSealed(RunStore store, string id) => store.List().Any(run => run.Id == id && run.IsSealed);

    /// <summary>The id of the study or run; "latest" is the newest of either, and of a study's runs the study.</summary>
    /// <exception cref="StoreException">There is none, or there are several.</exception>
    public static string FindIdOrNewest(RunStore store, string text)
    {
        if (text != Latest)
        {
            return FindId(store, text);
        }

        // A study is as new as what it saw last; a run that a study names is a part of it.
        var study = store.Studies()
            .Select(one => (one.Id, Seen: store.Looks(one.Id).Select(look => look.At).Append(one.Created).Max()))
            .OrderByDescending(one => one.Seen).FirstOrDefault();
        var run = store.List().FirstOrDefault(one => one.Studies == 0 && one.Finished > study.Seen);
        return Newest(store, run?.Id ?? study.Id, "run or study");
    }

    /// <summary>The id of the run or study.</summary>
    /// <exception cref="StoreException">There is none, or there are several.</exception>
    public static string FindId(RunStore store, string text)
    {
        var ids = store.FindIds(text);
        return ids switch
        {
            [] => throw new StoreException(
                $"There is no run or study {text} in {store.Path}; {Command("runs list", store)} lists them."),
            [var only] => only,
            _ when ids.Contains(text) => text,
            _ => throw new StoreException(
                $"{ids.Count} runs and studies begin with {text}: {string.Join(", ", ids.Take(5))}{(ids.Count > 5 ? "..." : "")}; give more digits."),
        };
    }

    private static string Newest(RunStore store, string? id, string what) =>
        id ?? throw new StoreException(
            $"There is no {what} in {store.Path}; temper train, chapter, compare, factorial and claims store theirs.");
}
