namespace Temper.Lab.Runs;

/// <summary>
/// A file that a process holds for as long as it lives: the system lets go of the lock when the process ends, by whatever end, at once.
/// So a file whose lock can be taken belongs to nobody any more.
/// </summary>
internal static class LockFile
{
    /// <summary>Makes a lock file and takes its lock; closing it deletes it.</summary>
    /// <param name="path">The file, which must not be there yet.</param>
    /// <exception cref="IOException">The file cannot be made, or another process has it.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be made.</exception>
    public static FileStream Take(string path) => new(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);

    /// <summary>Whether nobody holds a lock file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="delete">Whether a file that nobody holds is deleted.</param>
    public static bool IsFree(string path, bool delete)
    {
        if (new DirectoryInfo(path).LinkTarget is not null)
        {
            // Not made by a worker; what it leads to is nobody's lock, and is neither opened nor deleted.
            return true;
        }

        try
        {
            using var taken = new FileStream(
                path, FileMode.Open, FileAccess.ReadWrite, FileShare.None, 1, delete ? FileOptions.DeleteOnClose : FileOptions.None);
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Held; or it cannot be known, and then waiting is better than doing a thing twice.
            return false;
        }
    }
}
