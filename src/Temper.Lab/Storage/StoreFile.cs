using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Temper.Export;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>Opens a store's file: looks at it without touching it, connects, brings it to the current version.</summary>
internal static class StoreFile
{
    // SQLite's numbers of these settings; the binding does not name them all.
    private const int EnableTrigger = 1003;
    private const int Defensive = 1010;
    private const int EnableView = 1015;
    private const int TrustedSchema = 1017;

    /// <summary>Opens a file; a missing or empty one becomes a store, a file that is something else stays as it is.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="busySeconds">How long to wait for other processes' writes.</param>
    /// <param name="use">What is to be done with it.</param>
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a newer version.</exception>
    /// <exception cref="IOException">The file cannot be made, opened or, unless it is only read, written to.</exception>
    public static StoreConnection Open(string path, int busySeconds, StoreUse use)
    {
        var made = MakeFolder(path);
        try
        {
            made.Sync();
            return OpenIn(path, busySeconds, use);
        }
        catch (IOException error) when (use != StoreUse.Write && StoreErrors.IsReadOnly(error) && File.Exists(path))
        {
            if (ReadOnlyStore.Open(path, use) is { } store)
            {
                return store;
            }

            throw;
        }
        catch
        {
            made.RemoveEmpty();
            throw;
        }
    }

    private static StoreConnection OpenIn(string path, int busySeconds, StoreUse use)
    {
        if (HasContent(FinalTarget(path)))
        {
            Inspect(path);
        }

        var store = Connect(path, busySeconds);
        try
        {
            if (!Prepare(store, path, busySeconds, use))
            {
                store.Dispose();
                return ReadOnlyStore.Open(path, use) ?? throw StoreErrors.ReadOnly(path, "it is of an older version, and cannot be copied to memory");
            }

            CheckContent(store, path, use);
            return store;
        }
        catch (SqliteException error)
        {
            store.Dispose();
            throw StoreErrors.Of(path, error);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    /// <summary>Whether a file is there and not empty. It is not opened.</summary>
    internal static bool HasContent(string path) => new FileInfo(path) is { Exists: true, Length: > 0 };

    /// <summary>The file that links lead to. It is not opened here: closing it would take locks away, as <see cref="Inspect"/> says.</summary>
    private static string FinalTarget(string path)
    {
        try
        {
            return File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return path;
        }
        catch (IOException error)
        {
            throw new IOException($"{path}: the store's file cannot be found ({StoreErrors.Said(error)}); mend the link or name another file.", error);
        }
    }

    private static NewFolders MakeFolder(string path)
    {
        if (Directory.Exists(path))
        {
            throw new IOException($"{path}: expected the file of a store, received a folder; name a file in it.");
        }

        var folder = Path.GetDirectoryName(path)!;
        try
        {
            return NewFolders.Make(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{path}: the store's folder cannot be made ({StoreErrors.Said(error)}); name another file.", error);
        }
    }

    /// <summary>
    /// Refuses what is no store, or a newer one, without changing a byte: an "immutable" connection takes no locks and makes
    /// no files. Reading the header with a stream would be simpler, but closing that stream would take away the locks that
    /// this process's other connections to the file have (so POSIX says).
    /// </summary>
    private static void Inspect(string path)
    {
        using var file = new StoreConnection(new SqliteConnection(Immutable(path)), path);
        try
        {
            file.Sqlite.Open();

            // The file's size may be behind its header while another process writes; without this it would pass for damaged.
            file.Execute("PRAGMA writable_schema = ON");
            file.Read(() => Check(file, path, mayBeEmpty: false));
        }
        catch (SqliteException error)
        {
            throw StoreErrors.Of(path, error);
        }
    }

    /// <summary>A connection that takes no locks and makes no files.</summary>
    internal static string Immutable(string path) =>
        $"Data Source=\"file:{(OperatingSystem.IsWindows() ? "/" : "")}{Escape(path)}?immutable=1\";Mode=ReadOnly;Pooling=False";

    private static string Escape(string path) => path
        .Replace("%", "%25", StringComparison.Ordinal)
        .Replace("?", "%3f", StringComparison.Ordinal)
        .Replace("#", "%23", StringComparison.Ordinal)
        .Replace("\"", "%22", StringComparison.Ordinal)
        .Replace('\\', OperatingSystem.IsWindows() ? '/' : '\\');

    private static StoreConnection Connect(string path, int busySeconds)
    {
        // Without a pool, the file is closed when the store is, and can then be deleted, on Windows too.
        var settings = new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWriteCreate, Pooling = false, DefaultTimeout = busySeconds };
        var connection = new SqliteConnection(settings.ToString());
        try
        {
            connection.Open();
            return new StoreConnection(connection, path);
        }
        catch (SqliteException error)
        {
            connection.Dispose();
            throw StoreErrors.Of(path, error);
        }
    }

    /// <summary>Gets a store ready.</summary>
    /// <returns>False for one of an older version that is not to be written to: whoever only looks does not upgrade it.</returns>
    private static bool Prepare(StoreConnection store, string path, int busySeconds, StoreUse use)
    {
        var handle = store.Sqlite.Handle;
        if (SQLitePCL.raw.sqlite3_db_readonly(handle, "main") == 1)
        {
            throw StoreErrors.ReadOnly(path, "it is read-only");
        }

        // Until the file is known to be one of ours, closing it must not move the write-ahead log into it.
        _ = SQLitePCL.raw.sqlite3_db_config(handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
        _ = SQLitePCL.raw.sqlite3_busy_timeout(handle, busySeconds * 1000);
        Defend(store);

        // A commit is on the disk when it returns. (Only macOS heeds the second: its fsync does not wait for the disk.)
        store.Execute("PRAGMA synchronous = FULL; PRAGMA fullfsync = ON");
        var version = store.Read(() => Check(store, path, mayBeEmpty: true));
        if (use != StoreUse.Write && version is > 0 and < RunStore.SchemaVersion)
        {
            return false;
        }

        for (; version < RunStore.SchemaVersion; version++)
        {
            Upgrade(store, path);
        }

        if (use == StoreUse.Inspect)
        {
            return true;
        }

        _ = SQLitePCL.raw.sqlite3_db_config(handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, out _);
        if (use == StoreUse.Write)
        {
            WriteAhead(store, path, busySeconds);
            store.HasLog = true;
        }

        return true;
    }

    /// <summary>
    /// A store may come from anybody. What is no table of ours cannot run here, SQLite's own tables cannot be written to, and no text is
    /// longer than the longest record.
    /// </summary>
    internal static void Defend(StoreConnection store)
    {
        var handle = store.Sqlite.Handle;
        foreach (var (setting, value) in new[] { (Defensive, 1), (EnableTrigger, 0), (EnableView, 0), (TrustedSchema, 0) })
        {
            _ = SQLitePCL.raw.sqlite3_db_config(handle, setting, value, out _);
        }

        _ = SQLitePCL.raw.sqlite3_limit(handle, SQLitePCL.raw.SQLITE_LIMIT_LENGTH, RecordJson.LongestRecord);
        store.Execute("PRAGMA cell_size_check = ON; PRAGMA foreign_keys = ON");
    }

    /// <summary>Refuses a store with foreign objects; and one that is not as it was written, unless that is what is looked for.</summary>
    internal static void CheckContent(StoreConnection store, string path, StoreUse use)
    {
        if (use == StoreUse.Inspect)
        {
            return;
        }

        // What is not ours first: nothing is asked of a table before it is known to be one.
        RequireOwn(store, path, RunStore.SchemaVersion);

        if (store.Read(() => StoreCheck.Missing(store)) is { Count: > 0 } missing)
        {
            throw StoreErrors.Damaged(path, string.Join(", ", missing));
        }

        var (faults, unsealed) = store.Read(() => StoreCheck.Quick(store));

        if (faults.Count > 0)
        {
            throw StoreErrors.Damaged(path, faults.Count == 1 ? faults[0] : FormattableString.Invariant($"{faults[0]}; {faults.Count} faults in all"));
        }

        store.Unsealed = unsealed;
    }

    /// <summary>Refuses a file with objects that no store of its version has.</summary>
    internal static void RequireOwn(StoreConnection store, string path, int version)
    {
        if (store.Read(() => StoreCheck.Foreign(store, version)) is { Count: > 0 } foreign)
        {
            throw StoreErrors.ForeignObjects(path, foreign);
        }
    }

    /// <summary>Makes one step, unless another process has made it in the meantime.</summary>
    internal static void Upgrade(StoreConnection store, string path) => store.Write(() =>
    {
        var version = Check(store, path, mayBeEmpty: true);
        if (version < RunStore.SchemaVersion)
        {
            if (version > 0 && StoreCheck.Foreign(store, version) is { Count: > 0 } foreign)
            {
                throw StoreErrors.ForeignObjects(path, foreign);
            }

            store.Execute(StoreSchema.Steps[version]);
            store.Execute(FormattableString.Invariant($"PRAGMA application_id = {StoreSchema.ApplicationId}; PRAGMA user_version = {version + 1}"));
        }
    });

    /// <summary>
    /// Readers and a writer do not wait for each other, and a commit is one append and one flush. SQLite does not wait its
    /// turn for this one change, so two processes that make a store together would fail without another try.
    /// </summary>
    private static void WriteAhead(StoreConnection store, string path, int busySeconds)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                var mode = store.Texts("PRAGMA journal_mode = WAL")[0];
                if (mode != "wal")
                {
                    throw new IOException($"{path}: a write-ahead log is not possible here ({mode}); keep the store in a folder of this machine.");
                }

                return;
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_BUSY && watch.Elapsed.TotalSeconds < busySeconds)
            {
                Thread.Sleep(5);
            }
        }
    }

    /// <summary>The version of a file that is ours. In one transaction, or another process could make the store between two looks.</summary>
    internal static int Check(StoreConnection file, string path, bool mayBeEmpty)
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

            throw StoreErrors.Foreign(path, application, tables.Count == 0 ? "" : $", tables {string.Join(", ", tables.Take(3))}{(tables.Count > 3 ? "..." : "")}");
        }

        return version switch
        {
            < 1 => throw StoreErrors.Damaged(path, FormattableString.Invariant($"version {version}")),
            > RunStore.SchemaVersion => throw StoreErrors.Newer(path, version),
            _ => (int)version,
        };
    }

    private static List<string> Tables(StoreConnection file) =>
        file.Texts("SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY name");
}
