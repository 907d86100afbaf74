using Temper.Data;

namespace Temper.Export;

/// <summary>Files that are written whole or not at all: to a temporary file beside the target, flushed to disk, renamed.</summary>
public static class AtomicFile
{
    private const string SharedMemory = "/dev/shm/";
    private static readonly string[] SystemFolders = ["/dev/", "/proc/", "/sys/"];

    /// <summary>
    /// Writes a file; an existing one is replaced at the very end and keeps its permissions. Missing folders are made, and taken away again if the file cannot be written. A link is
    /// followed; a device or a pipe is refused, because it would be replaced by a file.
    /// </summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// The disk is full, the folder is read-only, the target is no file...; it is as it was, and the message names it.
    /// </exception>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        var (target, mode) = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".temper-{Guid.NewGuid():N}.tmp");
        NewFolders? made = null;
        try
        {
            made = NewFolders.Make(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (mode is { } existing && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = existing;
            }

            using (var stream = new FileStream(temporary, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
                if (mode is { } whole && !OperatingSystem.IsWindows())
                {
                    // What it was made with, the process's mask has narrowed.
                    File.SetUnixFileMode(stream.SafeFileHandle, whole);
                }
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception error)
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            made?.RemoveEmpty();
            if (error is IOException or UnauthorizedAccessException)
            {
                throw new IOException($"{target}: cannot be written ({OneLine.Of(error.Message.Replace(temporary, target, StringComparison.Ordinal)).TrimEnd('.')})", error);
            }

            throw;
        }
    }

    /// <summary>Where links lead to, and the permissions of what is there.</summary>
    private static (string Path, UnixFileMode? Mode) Target(string path)
    {
        var target = Path.GetFullPath(path);
        try
        {
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            // There is nothing yet.
        }
        catch (IOException error) when (new FileInfo(target).LinkTarget is not null)
        {
            throw new IOException($"{target}: is a link that leads back to itself; expected the name of a file.", error);
        }

        if (Path.EndsInDirectorySeparator(target) || Directory.Exists(target))
        {
            throw new IOException($"{target}: is the name of a folder; expected that of a file.");
        }

        var (isSpecial, mode) = Existing(target);
        return isSpecial ? throw new IOException($"{target}: is a device or a pipe; expected the name of a file.") : (target, mode);
    }

    /// <summary>
    /// Whether something is there that is no file, and its permissions. Devices and what the system shows as files lie in these
    /// folders; a pipe cannot seek.
    /// </summary>
    private static (bool IsSpecial, UnixFileMode? Mode) Existing(string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return (false, null);
        }

        if (SystemFolders.Any(folder => target.StartsWith(folder, StringComparison.Ordinal)) && !target.StartsWith(SharedMemory, StringComparison.Ordinal))
        {
            return (true, null);
        }

        try
        {
            // For reading and writing: for reading alone, opening a pipe would wait for somebody who writes.
            using var existing = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return (!existing.CanSeek, File.GetUnixFileMode(existing.SafeFileHandle));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A file that may not be written to can be replaced all the same; that depends on its folder.
            return (false, File.GetUnixFileMode(target));
        }
    }

    /// <summary>Writes bytes.</summary>
    /// <param name="path">The target.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="IOException">The disk is full, the folder is read-only...; the target is as it was.</exception>
    public static void Write(string path, byte[] bytes) => Write(path, stream => stream.Write(bytes));

    /// <summary>Writes text as UTF-8.</summary>
    /// <param name="path">The target.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="IOException">The disk is full, the folder is read-only...; the target is as it was.</exception>
    public static void Write(string path, string text) => Write(path, System.Text.Encoding.UTF8.GetBytes(text));
}
