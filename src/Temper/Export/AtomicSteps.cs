using Microsoft.Win32.SafeHandles;
using Temper.Data;

namespace Temper.Export;

/// <summary>What a file goes through after it has been written, each step replaceable: no test can make a disk fail.</summary>
/// <param name="SyncFile">Brings an open file to the disk; told its name.</param>
/// <param name="Rename">Gives a file another name, in place of what has it.</param>
/// <param name="SyncFolder">Brings a folder's names to the disk.</param>
internal sealed record AtomicSteps(Action<SafeFileHandle, string> SyncFile, Action<string, string> Rename, Action<string> SyncFolder)
{
    /// <summary>As it is done.</summary>
    public static AtomicSteps Real { get; } = new(DiskSync.File, static (from, to) => File.Move(from, to, overwrite: true), DiskSync.Folder);
}
