using System.Globalization;
using Temper.Export;

namespace Temper.Lab.Runs;

/// <summary>
/// A folder that is being written to: as long as this is held, no other temper writes there. A process that is killed holds nothing any
/// more, and what it left unfinished is taken away. Folders that were made for it and stay empty are taken away again.
/// </summary>
/// <remarks>
/// Whoever writes has a lock file of its own in the folder and looks for those of others. Two that come at the same moment see each other,
/// go back, and come again after waits of chance. Where the file system knows no locks, nothing is held.
/// </remarks>
public sealed class FolderLock : IDisposable
{
    private const string Prefix = ".temper-";
    private const string Suffix = ".lock";
    private const int Attempts = 6;

    private static readonly TimeSpan LeftOver = TimeSpan.FromMinutes(1);

    private readonly FileStream file;
    private readonly NewFolders made;

    private FolderLock(FileStream file, NewFolders made)
    {
        this.file = file;
        this.made = made;
    }

    /// <summary>Takes a folder; it is made if it is missing.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="id">Id of what is written there.</param>
    /// <param name="isShared">Whether others that write the same id may have it too; default false.</param>
    /// <exception cref="IOException">Another process, or another caller in this one, has it; or it cannot be made or written to.</exception>
    public static FolderLock Take(string folder, string id, bool isShared = false)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(id);
        var mark = string.Concat(id.Where(char.IsAsciiLetterOrDigit));
        for (var attempt = 1; ; attempt++)
        {
            var (file, made) = Open(folder, mark, isLast: attempt == Attempts);
            if (file is not null)
            {
                string? other = null;
                var isTaken = false;
                try
                {
                    other = Others(folder, file.Name).FirstOrDefault(name => !isShared
                        || !name.StartsWith($"{Prefix}{mark}-", StringComparison.Ordinal));

                    // Gone if somebody took it for a dead one's before it was locked.
                    if (other is null && File.Exists(file.Name))
                    {
                        made!.Sync();
                        Sweep(folder);
                        isTaken = true;
                        return new FolderLock(file, made);
                    }
                }
                catch (UnauthorizedAccessException error)
                {
                    throw new IOException(
                        $"{folder} cannot be read ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); choose another folder.", error);
                }
                finally
                {
                    if (!isTaken)
                    {
                        file.Dispose();
                        made!.RemoveEmpty();
                    }
                }

                if (attempt == Attempts)
                {
                    throw new IOException(
                        $"{folder} is in use by another temper{Holder(folder, other)}; wait until it is done, or choose another folder.");
                }
            }

            Thread.Sleep(Random.Shared.Next(10, 10 + (30 * attempt)));
        }
    }

    /// <summary>Gives the folder back.</summary>
    public void Dispose()
    {
        file.Dispose();
        made.RemoveEmpty();
    }

    /// <summary>The own lock file; null if it could not be made or locked and is worth another try.</summary>
    private static (FileStream? File, NewFolders? Made) Open(string folder, string mark, bool isLast)
    {
        NewFolders? made = null;
        try
        {
            made = NewFolders.Make(folder);
            var name = string.Create(CultureInfo.InvariantCulture, $"{Prefix}{mark}-{Guid.NewGuid():N}-{LockHolder.Mark}{Suffix}");
            return (LockFile.Take(Path.Combine(folder, name)), made);
        }
        catch (IOException) when (!isLast)
        {
            // The folder was taken away again, or another looked whether the new file is a dead one's before its lock was taken.
            made?.RemoveEmpty();
            return (null, null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            made?.RemoveEmpty();
            throw new IOException(
                $"{folder} cannot be written to ({error.Message.ReplaceLineEndings(" ").TrimEnd('.')}); choose another folder.", error);
        }
    }

    /// <summary>Names of the lock files of others that live; those of dead ones are deleted.</summary>
    private static IEnumerable<string> Others(string folder, string own) => Directory.EnumerateFiles(folder, $"{Prefix}*{Suffix}")
        .Where(path => Path.GetFileName(path) != Path.GetFileName(own) && !LockFile.IsFree(path, delete: true))
        .Select(path => Path.GetFileName(path));

    /// <summary>Deletes the unfinished files of processes that were killed: nobody holds them, and nobody is just about to rename them.</summary>
    private static void Sweep(string folder)
    {
        foreach (var path in Directory.EnumerateFiles(folder, $"{Prefix}*.tmp"))
        {
            if (DateTime.UtcNow - File.GetLastWriteTimeUtc(path) > LeftOver)
            {
                LockFile.IsFree(path, delete: true);
            }
        }
    }

    /// <summary>Who holds a lock file; it was made when the folder was taken.</summary>
    private static string Holder(string folder, string? name) => name is not null && LockHolder.Of(name[..^Suffix.Length]) is { } holder
        ? $" ({holder.Words(name, File.GetLastWriteTimeUtc(Path.Combine(folder, name)))})"
        : "";
}
