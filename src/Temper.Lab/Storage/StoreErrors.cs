using System.Globalization;
using Microsoft.Data.Sqlite;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>
/// What goes wrong with a store's file, in one line each. What is wrong with its content is a <see cref="StoreException"/>;
/// what disk, folder or other processes do not allow is an <see cref="IOException"/>.
/// </summary>
internal static class StoreErrors
{
    /// <summary>SQLite's error in the words of a store.</summary>
    public static Exception Of(string path, SqliteException error) => error.SqliteErrorCode switch
    {
        SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_PROTOCOL => new IOException(
            $"{path}: another process keeps the store locked ({Said(error)}){ProcessState.WriterOf(path)}; try again when it is done, or end it.",
            error),
        SQLitePCL.raw.SQLITE_FULL => new IOException(
            $"{path}: the disk is full, the store cannot be written to ({Said(error)}); free some space, nothing stored before is lost.", error),
        SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_AUTH => ReadOnly(path, Said(error), error),
        SQLitePCL.raw.SQLITE_CANTOPEN => new IOException(
            $"{path}: the store cannot be opened ({Said(error)}); the file and its folder must be writable.", error),
        SQLitePCL.raw.SQLITE_IOERR => new IOException(
            $"{path}: reading or writing the store failed ({Said(error)}, code {error.SqliteExtendedErrorCode}); check the disk.", error),
        SQLitePCL.raw.SQLITE_TOOBIG => new StoreException($"{path}: a text is longer than the store holds ({Said(error)}).", error),
        SQLitePCL.raw.SQLITE_NOMEM => new IOException($"{path}: the store needs more memory than there is ({Said(error)}).", error),
        SQLitePCL.raw.SQLITE_NOTADB => NoDatabase(path, error),

        // Malformed pages, and what follows from them or from another program's changes: statements that do not fit the tables.
        _ => Damaged(path, Said(error), error),
    };

    /// <summary>The file's content is not what a store's is.</summary>
    public static StoreException Damaged(string path, string received, Exception? error = null) => new(
        $"{path}: expected a sound store, received a damaged one ({received}); restore a copy, or copy what is sound in it to a new store.", error)
    {
        DamagedFile = path,
    };

    /// <summary>The file has the tables of a store, and something else that no store has.</summary>
    public static StoreException ForeignObjects(string path, IReadOnlyList<string> objects) => new(
        $"{path}: expected a store with the tables that this program makes and nothing else, "
            + $"received one where {string.Join(", ", objects.Take(3))}{(objects.Count > 3 ? "..." : "")}; "
            + "drop what was added with sqlite3, or restore a copy.");

    /// <summary>The file is not SQLite's.</summary>
    public static StoreException NoDatabase(string path, Exception? error = null) => new(
        $"{path}: expected a store of runs (an SQLite file), received a file that is none; name another, or move this one away.", error);

    /// <summary>The file is SQLite's, but not Temper's.</summary>
    public static StoreException Foreign(string path, long applicationId, string tables) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: expected a store of Temper (application id {StoreSchema.ApplicationId}), "
        + $"received another program's database (application id {applicationId}{tables}); name another file."));

    /// <summary>The file is of a version from before those that this program reads.</summary>
    public static StoreException Older(string path, long version) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: expected a store of version {StoreSchema.FirstVersion} or later, "
        + $"received version {version} of an earlier Temper; use the version of Temper that wrote it, or name another file."));

    /// <summary>The file is of a version that this program does not know.</summary>
    public static StoreException Newer(string path, long version) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"{path}: expected a store of version {RunStore.SchemaVersion} at most, "
        + $"received version {version} of a newer Temper; update Temper, or name another file."));

    /// <summary>The file holds records of runs that this program does not read.</summary>
    public static StoreException OtherRecords(string path, RecordVersionException error) => new(
        $"{path}: {error.Message}; use the version of Temper that wrote it, or move the file away and train its runs again.", error);

    /// <summary>Nothing can be written.</summary>
    public static IOException ReadOnly(string path, string why, Exception? error = null) => new(
        $"{path}: the store cannot be written to ({why}); make file and folder writable, or name another file.", error);

    /// <summary>Whether the file, or its folder, cannot be written to; rather than locked, or on a disk that fails.</summary>
    public static bool IsReadOnly(IOException error) => error.InnerException is null or UnauthorizedAccessException
        or SqliteException
        {
            SqliteErrorCode: SQLitePCL.raw.SQLITE_READONLY or SQLitePCL.raw.SQLITE_PERM or SQLitePCL.raw.SQLITE_AUTH or SQLitePCL.raw.SQLITE_CANTOPEN
        }
        or IOException { InnerException: null };

    /// <summary>What the system said, without line breaks.</summary>
    public static string Said(Exception error)
    {
        // "SQLite Error 11: 'database disk image is malformed'."
        var message = error.Message.ReplaceLineEndings(" ");
        var from = message.IndexOf(": '", StringComparison.Ordinal);
        return error is SqliteException && from >= 0 ? message[(from + 3)..].TrimEnd('.', '\'') : message.TrimEnd('.');
    }
}
