using Temper.Data;

namespace Temper.Export;

/// <summary>Files that are written whole or not at all: to a temporary file beside the target, flushed to disk, renamed.</summary>
public static class AtomicFile
{
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
        var target = Target(path);
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".temper-{Guid.NewGuid():N}.tmp");
        NewFolders? made = null;
        try
        {
            made = NewFolders.Make(folder);
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
            if (!OperatingSystem.IsWindows() && File.Exists(target))
            {
                options.UnixCreateMode = File.GetUnixFileMode(target);
            }

            using (var stream = new FileStream(temporary, options))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
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

    private static string Target(string path)
    {
        var target = Path.GetFullPath(path);
        var there = new FileInfo(target);
        if (there.LinkTarget is not null)
        {
            target = there.ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        }

        if (Path.EndsInDirectorySeparator(target) || Directory.Exists(target))
        {
            throw new IOException($"{target}: is the name of a folder; expected that of a file.");
        }

        return IsSpecial(target) ? throw new IOException($"{target}: is a device or a pipe; expected the name of a file.") : target;
    }

    /// <summary>Devices and what the system shows as files lie in these folders; a pipe cannot seek.</summary>
    private static bool IsSpecial(string target)
    {
        if (OperatingSystem.IsWindows() || !File.Exists(target))
        {
            return false;
        }

        if (target.StartsWith("/dev/", StringComparison.Ordinal) || target.StartsWith("/proc/", StringComparison.Ordinal) || target.StartsWith("/sys/", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            // For reading and writing: for reading alone, opening a pipe would wait for somebody who writes.
            using var existing = new FileStream(target, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return !existing.CanSeek;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whether it can be replaced depends on its folder.
            return false;
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
