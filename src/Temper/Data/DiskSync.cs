using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Temper.Data;

/// <summary>
/// Brings a file, or the names in a folder, to the disk by the platform's own call. The runtime's Flush to disk keeps the disk's errors to
/// itself, and knows no folders.
/// </summary>
internal static partial class DiskSync
{
    private const string C = "libc";

    // The same numbers on Linux and macOS, apart from those with two.
    private const int Interrupted = 4;
    private const int NoAccess = 13;
    private const int Invalid = 22;
    private const int NoTerminal = 25;
    private const int NotSupported = 95;
    private const int NotSupportedOnMac = 45;
    private const int FullSync = 51;

    /// <summary>Brings an open file's content to the disk.</summary>
    /// <param name="file">The file, open for writing, with nothing left in a buffer of this process.</param>
    /// <param name="path">What errors call it.</param>
    /// <exception cref="IOException">The disk did not take it; what of the file is on the disk is not known.</exception>
    public static void File(SafeFileHandle file, string path)
    {
        if (OperatingSystem.IsWindows())
        {
            if (!FlushFileBuffers(file))
            {
                throw Failure(path, Marshal.GetLastPInvokeError());
            }

            return;
        }

        // The disk of a Mac keeps what fsync hands it in its own memory.
        if (OperatingSystem.IsMacOS()
            && Posix(() => ControlFile(file, FullSync)) is var full
            && full is not (Invalid or NoTerminal or NotSupportedOnMac))
        {
            ThrowIfFailed(full, path);
            return;
        }

        ThrowIfFailed(Posix(() => SyncFile(file)), path);
    }

    /// <summary>
    /// Brings a folder's names to the disk, so that what was made or renamed in it is found after a power cut. Nothing happens where a file system
    /// knows no such thing, where the folder may not be read, and on Windows, whose file systems keep a journal of names.
    /// </summary>
    /// <param name="path">Path of the folder, whose own name is not brought there.</param>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public static void Folder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        // With "/." nothing but a folder can be opened, and none has to be waited for.
        var folder = -1;
        var error = Posix(() => folder = OpenFile(Path.Combine(path, "."), OperatingSystem.IsMacOS() ? 0x1000000 : 0x80000));
        if (error == NoAccess)
        {
            return;
        }

        ThrowIfFailed(error, path);
        try
        {
            ThrowIfFailed(Posix(() => SyncFolder(folder)), path);
        }
        finally
        {
            _ = CloseFile(folder);
        }
    }

    /// <summary>Calls again when a signal came in between; the error's number, or 0.</summary>
    private static int Posix(Func<int> call)
    {
        int error;
        do
        {
            error = call() < 0 ? Marshal.GetLastPInvokeError() : 0;
        }
        while (error == Interrupted);
        return error;
    }

    private static void ThrowIfFailed(int error, string path)
    {
        // The file system has nothing to be brought to a disk, or no way to do it.
        var isUnknown = error == Invalid || error == (OperatingSystem.IsMacOS() ? NotSupportedOnMac : NotSupported);
        if (error != 0 && !isUnknown)
        {
            throw Failure(path, error);
        }
    }

    private static IOException Failure(string path, int error) =>
        new($"{path}: cannot be brought to the disk ({OneLine.Of(Marshal.GetPInvokeErrorMessage(error)).TrimEnd('.')}); check the disk.");

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFile(SafeFileHandle file);

    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncFolder(int folder);

    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    private static partial int ControlFile(SafeFileHandle file, int command);

    [LibraryImport(C, EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFile(string path, int flags);

    [LibraryImport(C, EntryPoint = "close")]
    private static partial int CloseFile(int file);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool FlushFileBuffers(SafeFileHandle file);
}
