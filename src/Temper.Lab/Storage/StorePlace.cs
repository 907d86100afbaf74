using System.Runtime.InteropServices;

namespace Temper.Lab.Storage;

/// <summary>
/// Whether the open file of a store is still the one that its path names. A file that was deleted, renamed or replaced keeps taking
/// writes, which vanish with it unnoticed.
/// </summary>
internal static partial class StorePlace
{
    /// <summary>SQLITE_FCNTL_HAS_MOVED: on POSIX systems SQLite compares the open file's inode with the path's.</summary>
    private const int HasMoved = 20;

    private const string Library = "e_sqlite3";

    /// <summary>Throws when the store's file, or the write-ahead log beside it, is no longer there.</summary>
    /// <param name="store">The open store.</param>
    /// <param name="path">Full path that the store was opened with.</param>
    /// <exception cref="IOException">It was moved, deleted or replaced.</exception>
    public static void Require(StoreConnection store, string path)
    {
        if (IsMoved(store))
        {
            throw new IOException(
                $"{path}: the store's file was deleted, renamed or replaced while it was open; what was stored last may not be in any file. "
                    + "Put it back, or start again: what the file at this path has is not done again.");
        }

        if (store.HasLog && !File.Exists($"{path}-wal"))
        {
            throw new IOException(
                $"{path}: the store's write-ahead log ({Path.GetFileName(path)}-wal) was deleted or renamed while the store was open; "
                    + "what was stored last may be lost. End all that use the store, and start again.");
        }
    }

    private static bool IsMoved(StoreConnection store)
    {
        // The call goes to the library that the binding uses, or not at all: another one must not be handed this one's connection.
        if (SQLitePCL.raw.GetNativeLibraryName() != Library)
        {
            return false;
        }

        try
        {
            // Windows does not let go of an open file; there the call answers that it knows no such question.
            var moved = 0;
            return Control(store.Sqlite.Handle!.DangerousGetHandle(), "main", HasMoved, ref moved) == SQLitePCL.raw.SQLITE_OK && moved != 0;
        }
        catch (Exception error) when (error is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport(Library, EntryPoint = "sqlite3_file_control", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Control(nint connection, string database, int operation, ref int answer);
}
