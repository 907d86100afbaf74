using Temper.Data;

namespace Temper.Export;

/// <summary>Folders made for something that may come to nothing: those that were missing can be taken away again while they are empty.</summary>
public sealed class NewFolders
{
    // Innermost first.
    private readonly List<string> made;

    private NewFolders(List<string> made) => this.made = made;

    /// <summary>Makes a folder and those it lies in, unless they are there.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="IOException">It cannot be made; nothing is left of it.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made; nothing is left of it.</exception>
    public static NewFolders Make(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var missing = new List<string>();
        for (var at = Path.GetFullPath(folder); at is not null && !Directory.Exists(at); at = Path.GetDirectoryName(at))
        {
            missing.Add(at);
        }

        var folders = new NewFolders(missing);
        try
        {
            Directory.CreateDirectory(folder);
            return folders;
        }
        catch
        {
            folders.RemoveEmpty();
            throw;
        }
    }

    /// <summary>Brings the names of those that were made here to the disk, so that they are found after a power cut.</summary>
    /// <exception cref="IOException">The disk did not take them.</exception>
    public void Sync() => Sync(DiskSync.Folder);

    /// <summary>The same in another way.</summary>
    internal void Sync(Action<string> syncFolder)
    {
        foreach (var folder in made)
        {
            syncFolder(Path.GetDirectoryName(folder)!);
        }
    }

    /// <summary>Takes away those that were made here and are empty.</summary>
    public void RemoveEmpty()
    {
        foreach (var folder in made)
        {
            try
            {
                Directory.Delete(folder);
            }
            catch (DirectoryNotFoundException)
            {
                // Never made, or gone already; the one it lies in may be there.
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Something lies in it, so it stays, and so do the others.
                return;
            }
        }
    }
}
