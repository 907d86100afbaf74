namespace Temper.Lab.Storage;

/// <summary>Whether the store is as it was written, and what to do where it is not.</summary>
public sealed partial class RunStore
{
    /// <summary>Reads everything and compares it with its digests.</summary>
    /// <param name="cancellationToken">Ends it between two runs.</param>
    /// <returns>A sentence for each thing that is wrong, at most 100; none for a sound store.</returns>
    public IReadOnlyList<string> Verify(CancellationToken cancellationToken = default)
    {
        try
        {
            return store.Read(() => StoreCheck.Thorough(store, cancellationToken));
        }
        catch (StoreException error)
        {
            // So broken that it cannot be read to its end.
            return [error.InnerException is { } cause ? StoreErrors.Said(cause) : error.Message];
        }
    }

    /// <summary>Copies what is sound into a new store: rows that are as their digests say, and runs with their documents.</summary>
    /// <param name="path">The new store's file, which must not be there.</param>
    /// <param name="cancellationToken">Ends it between two rows; the new file is deleted.</param>
    /// <returns>How many rows of each table were copied and how many were left behind.</returns>
    /// <exception cref="IOException">The file is there, or cannot be written.</exception>
    public IReadOnlyList<SalvagedTable> Salvage(string path, CancellationToken cancellationToken = default)
    {
        var target = FullPath(path);
        if (File.Exists(target) || Directory.Exists(target))
        {
            throw new IOException($"{target}: expected the name of a new file, received what is there already; name another.");
        }

        try
        {
            using var sound = Open(target, time, BusySeconds);
            return store.Read(() => StoreSalvage.Copy(store, sound.store, cancellationToken));
        }
        catch
        {
            Delete([target, $"{target}-wal", $"{target}-shm"]);
            throw;
        }
    }

    private static void Delete(string[] files)
    {
        foreach (var file in files)
        {
            try
            {
                File.Delete(file);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // What led here says more.
            }
        }
    }
}
