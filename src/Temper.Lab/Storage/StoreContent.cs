namespace Temper.Lab.Storage;

/// <summary>The content of a store's file: its version, whether it is ours and undamaged, and the steps to the current version.</summary>
internal static class StoreContent
{
    /// <summary>
    /// The version of a file that is ours and of a version that is read; 0 for an empty one. In one transaction, or another process could make
    /// the store between two looks.
    /// </summary>
    public static int Version(StoreConnection file, string path, bool mayBeEmpty)
    {
        var application = file.Number("PRAGMA application_id");
        var version = file.Number("PRAGMA user_version");
        if (application != StoreSchema.ApplicationId)
        {
            var tables = Tables(file);
            if (mayBeEmpty && application == 0 && version == 0 && tables.Count == 0)
            {
                return 0;
            }

            throw StoreErrors.Foreign(
                path, application, tables.Count == 0 ? "" : $", tables {string.Join(", ", tables.Take(3))}{(tables.Count > 3 ? "..." : "")}");
        }

        return version switch
        {
            < 1 => throw StoreErrors.Damaged(path, FormattableString.Invariant($"version {version}")),
            < StoreSchema.FirstVersion => throw StoreErrors.Older(path, version),
            _ when version > RunStore.SchemaVersion => throw StoreErrors.Newer(path, version),
            _ => (int)version,
        };
    }

    /// <summary>Refuses a store with foreign objects; and one that is not as it was written, unless that is what is looked for.</summary>
    public static void Check(StoreConnection store, string path, StoreUse use)
    {
        if (use == StoreUse.Inspect)
        {
            return;
        }

        // What is not ours first: nothing is asked of a table before it is known to be one.
        if (store.Read(() => StoreCheck.Foreign(store)) is { Count: > 0 } foreign)
        {
            throw StoreErrors.ForeignObjects(path, foreign);
        }

        if (store.Read(() => StoreCheck.Missing(store)) is { Count: > 0 } missing)
        {
            throw StoreErrors.Damaged(path, string.Join(", ", missing));
        }

        if (store.Read(() => StoreCheck.Quick(store)) is { Count: > 0 } faults)
        {
            throw StoreErrors.Damaged(
                path, faults.Count == 1 ? faults[0] : FormattableString.Invariant($"{faults[0]}; {faults.Count} faults in all"));
        }
    }

    /// <summary>Makes one step, unless another process has made it in the meantime.</summary>
    public static void Upgrade(StoreConnection store, string path) => store.Write(() =>
    {
        var version = Version(store, path, mayBeEmpty: true);
        if (version < RunStore.SchemaVersion)
        {
            var step = version == 0 ? 0 : version - StoreSchema.FirstVersion + 1;
            store.Execute(StoreSchema.Steps[step]);
            store.Execute(FormattableString.Invariant(
                $"PRAGMA application_id = {StoreSchema.ApplicationId}; PRAGMA user_version = {StoreSchema.FirstVersion + step}"));
        }
    });

    private static List<string> Tables(StoreConnection file) =>
        file.Texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name");
}
