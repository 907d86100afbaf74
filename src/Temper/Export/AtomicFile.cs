using Temper.Data;

namespace Temper.Export;

/// <summary>
/// Files that are written whole or not at all: to a temporary file beside the target, brought to the disk, renamed; then the folder is brought
/// to the disk too.
/// </summary>
public static class AtomicFile
{
    /// <summary>
    /// Writes a file that somebody named; an existing one is replaced at the very end and keeps its permissions. Missing folders are made, and taken
    /// away again if the file cannot be written. A link is followed; a device or a pipe is refused, because it would be replaced by a file.
    /// </summary>
    /// <param name="path">The target.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">
    /// The disk is full, the folder is read-only, the target is no file...; it is as it was, and the message names it. Or the folder cannot be
    /// brought to the disk: then the file is there and whole, but may be gone after a power cut, as the message says.
    /// </exception>
    public static void Write(string path, Action<Stream> write) => Write(path, write, followsLinks: true, AtomicSteps.Real);

    /// <summary>
    /// Writes a file under a name that the program gives it, into a folder that others may write to as well: as
    /// <see cref="Write(string, Action{Stream})"/>, but a link of this name is replaced and not followed.
    /// </summary>
    /// <param name="folder">The folder; links in its path are followed.</param>
    /// <param name="name">The file's name in it.</param>
    /// <param name="write">Writes the content.</param>
    /// <exception cref="IOException">As for a file that somebody named.</exception>
    public static void WriteIn(string folder, string name, Action<Stream> write) =>
        Write(Path.Combine(folder, name), write, followsLinks: false, AtomicSteps.Real);

    /// <summary>The same with other steps.</summary>
    internal static void Write(string path, Action<Stream> write, bool followsLinks, AtomicSteps steps)
    {
        ArgumentNullException.ThrowIfNull(write);
        var (target, mode) = Target(path, followsLinks);
        var folder = Path.GetDirectoryName(target)!;
        var temporary = Path.Combine(folder, $".temper-{Guid.NewGuid():N}.tmp");
        NewFolders? made = null;
        try
        {
            made = NewFolders.Make(folder);
            made.Sync(steps.SyncFolder);
            WriteTemporary(temporary, target, write, mode, steps);
            steps.Rename(temporary, target);
        }
        catch (Exception error)
        {
            Delete(temporary);
            made?.RemoveEmpty();
            if (IsOfDisk(error))
            {
                throw Unwritable(target, temporary, error);
            }

            throw;
        }

        try
        {
            steps.SyncFolder(folder);
        }
        catch (IOException error)
        {
            throw new IOException($"{target}: is written, but may be gone after a power cut: {error.Message}", error);
        }
    }

    private static void WriteTemporary(string temporary, string target, Action<Stream> write, UnixFileMode? mode, AtomicSteps steps)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (mode is { } existing && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = existing;
        }

        using var stream = new FileStream(temporary, options);
        write(stream);
        stream.Flush();
        if (mode is { } whole && !OperatingSystem.IsWindows())
        {
            // What it was made with, the process's mask has narrowed.
            File.SetUnixFileMode(stream.SafeFileHandle, whole);
        }

        steps.SyncFile(stream.SafeFileHandle, target);
    }

    /// <summary>Whether it is the disk that failed. The runtime calls a file that grows too large for its file system a wrong argument.</summary>
    private static bool IsOfDisk(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value", Source: "System.Private.CoreLib" };

    private static IOException Unwritable(string target, string temporary, Exception error)
    {
        if (error is ArgumentOutOfRangeException)
        {
            return new IOException($"{target}: cannot be written (it would be larger than a file may be there)", error);
        }

        // What begins with the file's name says all there is to say.
        var reason = OneLine.Of(error.Message.Replace(temporary, target, StringComparison.Ordinal)).TrimEnd('.');
        return new IOException(
            error is IOException && reason.StartsWith($"{target}: ", StringComparison.Ordinal)
                ? $"{reason}."
                : $"{target}: cannot be written ({reason})",
            error);
    }

    private static void Delete(string temporary)
    {
        try
        {
            File.Delete(temporary);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The error that led here says more.
        }
    }

    /// <summary>Where links lead to, and the permissions of what is there.</summary>
    private static (string Path, UnixFileMode? Mode) Target(string path, bool followsLinks)
    {
        var target = Path.GetFullPath(path);
        if (!followsLinks && new FileInfo(target).LinkTarget is not null)
        {
            return (target, null);
        }

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

        return FileKind.IsPipeOrDevice(target)
            ? throw new IOException($"{target}: is a device or a pipe; expected the name of a file.")
            : (target, OperatingSystem.IsWindows() || !File.Exists(target) ? null : File.GetUnixFileMode(target));
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

    /// <summary>Writes bytes under a name that the program gives.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name in it; a link of this name is replaced.</param>
    /// <param name="bytes">The content.</param>
    /// <exception cref="IOException">The disk is full, the folder is read-only...; what was there is as it was.</exception>
    public static void WriteIn(string folder, string name, byte[] bytes) => WriteIn(folder, name, stream => stream.Write(bytes));

    /// <summary>Writes text as UTF-8 under a name that the program gives.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name in it; a link of this name is replaced.</param>
    /// <param name="text">The content.</param>
    /// <exception cref="IOException">The disk is full, the folder is read-only...; what was there is as it was.</exception>
    public static void WriteIn(string folder, string name, string text) => WriteIn(folder, name, System.Text.Encoding.UTF8.GetBytes(text));
}
