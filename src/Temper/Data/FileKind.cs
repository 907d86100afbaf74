using System.Runtime.InteropServices;

namespace Temper.Data;

/// <summary>What a name stands for.</summary>
public static partial class FileKind
{
    /// <summary>Whether something that is neither a file nor a folder has this name: a device, a pipe or a socket. Links are followed.</summary>
    /// <param name="path">The name; false if nothing has it, and on Windows.</param>
    public static bool IsPipeOrDevice(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return !OperatingSystem.IsWindows() && File.Exists(path) && (IsSpecial(path) ?? IsUnlikeFiles(path));
    }

    /// <summary>What the system says; null where it cannot be asked.</summary>
    private static bool? IsSpecial(string path)
    {
        const int at = -100;
        const uint kind = 1;
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            // The kind stands at the same place on every processor, which of stat cannot be said.
            Span<byte> answer = stackalloc byte[256];
            return Statx(at, path, 0, kind, answer) == 0 ? (BitConverter.ToUInt16(answer[28..]) & 0xF000) is not (0x8000 or 0x4000) : null;
        }
        catch (EntryPointNotFoundException)
        {
            // A C library older than the call.
            return null;
        }
    }

    /// <summary>Devices lie in one folder, and a pipe cannot seek.</summary>
    private static bool IsUnlikeFiles(string path)
    {
        if (path.StartsWith("/dev/", StringComparison.Ordinal))
        {
            return true;
        }

        try
        {
            // For reading and writing: for reading alone, opening a pipe would wait for somebody who writes.
            using var existing = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return !existing.CanSeek;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Most likely a file that may not be written to.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int folder, string path, int flags, uint mask, Span<byte> answer);
}
