using Microsoft.Data.Sqlite;

namespace Temper.Lab.Storage;

/// <summary>
/// Reads a store that cannot be written to: on a read-only disk, in somebody else's folder. With nothing in its write-ahead log the file is all
/// there is, and is read without locks.
/// </summary>
internal static class ReadOnlyStore
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file, absolute.</param>
    /// <param name="use">Whether it is only read, or inspected for damage.</param>
    /// <returns>The store; null if that does not work either.</returns>
    /// <exception cref="StoreException">The file is no store, a damaged one, or one of a version that is not read.</exception>
    /// <exception cref="IOException">Its write-ahead log holds something that cannot be read here.</exception>
    public static StoreConnection? Open(string path, StoreUse use)
    {
        var hasLog = StoreFile.HasContent($"{path}-wal") || StoreFile.HasContent($"{path}-journal");
        var store = new StoreConnection(new SqliteConnection(hasLog ? Shared(path) : StoreFile.Immutable(path)), path);
        try
        {
            store.Sqlite.Open();
            StoreFile.Defend(store);
            store.Read(() => StoreContent.Version(store, path, mayBeEmpty: false));
            StoreContent.Check(store, path, use);
            return store;
        }
        catch (SqliteException error)
        {
            store.Dispose();
            return hasLog && error.SqliteErrorCode is SQLitePCL.raw.SQLITE_CANTOPEN or SQLitePCL.raw.SQLITE_READONLY
                ? throw new IOException(
                    $"{path}: what is in the store's write-ahead log ({Path.GetFileName(path)}-wal) can "
                        + "only be read where its folder can be written to; copy both files to such a folder.",
                    error)
                : null;
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    private static string Shared(string path) =>
        new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();
}
