using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>
/// How workers know of each other whether they live. A worker holds an exclusive lock on a file of its own for as long as it
/// lives, and the system lets go of it when the process ends, by whatever end, at once. So a worker whose file can be locked
/// is dead. Process ids do not tell: they are given again, and differ between containers that share a folder. Heartbeats
/// do not tell either: one has to wait for them to stay away, and a process that was stopped for a while looks dead and is not.
/// </summary>
/// <remarks>
/// All of this happens while the right to write to the store is held, so no two processes try a lock, make or delete a lock
/// file at the same time.
/// </remarks>
/// <param name="folder">The folder of the lock files, beside the store.</param>
internal sealed class WorkerLock(string folder) : IDisposable
{
    private FileStream? file;

    /// <summary>The worker's name; null until it takes its first lease.</summary>
    public string? Worker { get; private set; }

    /// <summary>Takes the worker's lock, unless it has it.</summary>
    /// <returns>The worker's name.</returns>
    /// <exception cref="IOException">The lock file cannot be made, or locks do not hold in this folder.</exception>
    public string Take()
    {
        if (Worker is not null)
        {
            return Worker;
        }

        var worker = $"{Guid.NewGuid():N}-{LockHolder.Mark}";
        try
        {
            if (new DirectoryInfo(folder).LinkTarget is not null)
            {
                throw new IOException("it is a link, which is not followed: delete it");
            }

            Directory.CreateDirectory(folder);
            file = LockFile.Take(PathOf(worker));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException(
                $"{folder}: the lock file of a worker cannot be made ({StoreErrors.Said(error)}); the folder must be writable.", error);
        }

        if (IsDead(worker, delete: false))
        {
            // Some network folders take locks and do not keep them; two processes would train the same runs.
            file.Dispose();
            file = null;
            throw new IOException($"{folder}: locks on files do not hold here; keep the store in a folder of this machine.");
        }

        return Worker = worker;
    }

    /// <summary>Whether nobody holds that worker's lock.</summary>
    /// <param name="worker">Name of a worker, as in the table of leases.</param>
    /// <param name="delete">Whether the lock file of a dead worker is deleted.</param>
    public bool IsDead(string worker, bool delete)
    {
        if (!IsName(worker))
        {
            // Nobody's; and it must not become a path.
            return true;
        }

        return LockFile.IsFree(PathOf(worker), delete);
    }

    /// <summary>The workers whose lock files are there.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<string> Workers()
    {
        try
        {
            return Directory.Exists(folder)
                ? [.. Directory.EnumerateFiles(folder, "*.lock")
                    .Select(path => Path.GetFileNameWithoutExtension(path))
                    .Where(IsName)
                    .Order(StringComparer.Ordinal)]
                : [];
        }
        catch (UnauthorizedAccessException error)
        {
            throw new IOException(
                $"{folder}: the lock files of the workers cannot be seen ({StoreErrors.Said(error)}); make the folder readable.", error);
        }
    }

    /// <summary>A worker's lock file.</summary>
    public string PathOf(string worker) => Path.Combine(folder, $"{worker}.lock");

    /// <summary>Deletes the folder when the last lock file is gone.</summary>
    public void Tidy()
    {
        try
        {
            Directory.Delete(folder);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Others have their lock files in it, or it is not there.
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        file?.Dispose();
        file = null;
        Worker = null;
    }

    // The whole of it: a name in a store may come from anybody, and becomes a path.
    private static bool IsName(string worker) =>
        worker.Length >= 32 && worker.Take(32).All(char.IsAsciiHexDigitLower) && (worker.Length == 32 || LockHolder.Of(worker) is not null)
        && worker.IndexOfAny(['/', '\\'], 32) < 0;
}
