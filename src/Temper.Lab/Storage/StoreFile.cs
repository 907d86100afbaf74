using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Temper.Export;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>Opens a store's file: looks at it without touching it, connects, and has it brought to the current version.</summary>
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
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a version that is not read.</exception>
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
            Prepare(store, path, busySeconds, use);
            StoreContent.Check(store, path, use);
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
            throw new IOException(
                $"{path}: the store's file cannot be found ({StoreErrors.Said(error)}); mend the link or name another file.", error);
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
    /// Refuses what is no store, or one of a version that is not read, without changing a byte: an "immutable" connection takes no locks and makes
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
            file.Read(() => StoreContent.Version(file, path, mayBeEmpty: false));
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
        var settings = new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = SqliteOpenMode.ReadWriteCreate,
            Pooling = false,
            DefaultTimeout = busySeconds,
        };
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
    private static void Prepare(StoreConnection store, string path, int busySeconds, StoreUse use)
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
        while (store.Read(() => StoreContent.Version(store, path, mayBeEmpty: true)) < RunStore.SchemaVersion)
        {
            StoreContent.Upgrade(store, path);
        }

        if (use == StoreUse.Inspect)
        {
            return;
        }

        _ = SQLitePCL.raw.sqlite3_db_config(handle, SQLitePCL.raw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, out _);
        if (use == StoreUse.Write)
        {
            WriteAhead(store, path, busySeconds);
            store.HasLog = true;
        }
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
}
