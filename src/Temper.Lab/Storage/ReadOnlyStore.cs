using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// Reads a store that cannot be written to: on a read-only disk, in somebody else's folder; and one of
/// an older version that is only to be looked at. With nothing in its write-ahead log the file is all
/// there is, and is read without locks; one of an older version is copied to memory and upgraded there.
/// </summary>
internal static class ReadOnlyStore
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="use">Whether it is only read, or inspected for damage.</param>
    /// <returns>The store; null if that does not work either.</returns>
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a newer version.</exception>
    /// <exception cref="IOException">Its write-ahead log holds something that cannot be read here.</exception>
    public static StoreConnection? Open(string path, StoreUse use)
    {
        var hasLog = StoreFile.HasContent($"{path}-wal") || StoreFile.HasContent($"{path}-journal");
        var file = new StoreConnection(new SqliteConnection(hasLog ? Shared(path) : StoreFile.Immutable(path)), path);
        StoreConnection? store = null;
        try
        {
            file.Sqlite.Open();
            StoreFile.Defend(file);
            store = Current(file, path);
            StoreContent.Check(store, path, use);
            return store;
        }
        catch (SqliteException error)
        {
            store?.Dispose();
            file.Dispose();
            return hasLog && error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY
                ? throw new IOException(
                    $"{path}: what is in the store's write-ahead log ({Path.GetFileName(path)}-wal) can "
                        + "only be read where its folder can be written to; copy both files to such a folder.",
                    error)
                : null;
        }
        catch
        {
            store?.Dispose();
            file.Dispose();
            throw;
        }
    }

    private static string Shared(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();

    /// <summary>The file itself if it is of this version; else a copy in memory that has been brought there.</summary>
    private static StoreConnection Current(StoreConnection file, string path)
    {
        var version = file.Read(() => StoreContent.Version(file, path, mayBeEmpty: false));
        if (version == RunStore.SchemaVersion)
        {
            return file;
        }

        var copy = new SqliteConnection("Data Source=:memory:");
        var store = new StoreConnection(copy, path) { IsCopy = true };
        try
        {
            copy.Open();
            file.Sqlite.BackupDatabase(copy);
            StoreFile.Defend(store);
            Upgrade(store, path, version);
            file.Dispose();
            return store;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static void Upgrade(StoreConnection store, string path, int version)
    {
        for (; version < RunStore.SchemaVersion; version++)
        {
            StoreContent.Upgrade(store, path);
        }
    }
}
