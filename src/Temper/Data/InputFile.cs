using System.Runtime.ExceptionServices;
using System.Text;

namespace Temper.Data;

/// <summary>
/// Opens and reads the files that a user names. Length and kind are those of the open file, never those of its path, so that links,
/// pipes, /dev/stdin and files of unknown length are read like others. A pipe whose writer does not come can be given up.
/// </summary>
public static class InputFile
{
    private const int Chunk = 1 << 16;

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">Path of the file; a pipe is read as well.</param>
    /// <param name="expected">What it should be, for errors.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer, here and in every later reading of the stream.</param>
    /// <returns>A stream that can seek and has a length; or, of pipes, devices and empty files, one that can only be read to its end.</returns>
    /// <exception cref="DataException">It cannot be opened.</exception>
    public static Stream Open(string path, string expected = "a file", CancellationToken cancellationToken = default) =>
        Open(path, expected, OpenFile, cancellationToken);

    /// <summary>The same with another way of opening.</summary>
    internal static Stream Open(string path, string expected, Func<string, Stream> open, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            var stream = Waiting(() => open(path), cancellationToken);
            return stream is { CanSeek: true, Length: > 0 } ? stream : new PatientStream(stream, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var (reason, wayOut) = Reason(path, expected, error);
            throw new DataException($"{OneLine.Of(path)}: {reason}; {wayOut}.", error);
        }
    }

    /// <summary>Reads a whole file.</summary>
    /// <param name="path">Path of the file; a pipe is read as well.</param>
    /// <param name="most">Most bytes that it may hold.</param>
    /// <param name="expected">What it should be, for errors.</param>
    /// <param name="wayOut">What to do where it is longer.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">It cannot be read, or is longer.</exception>
    public static byte[] ReadAllBytes(
        string path,
        int most,
        string expected = "a file",
        string wayOut = "check that this is the right file",
        CancellationToken cancellationToken = default)
    {
        using var stream = Open(path, expected, cancellationToken);
        return ReadAllBytes(stream, path, most, wayOut, cancellationToken);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, from where it stands; not disposed.</param>
    /// <param name="name">What errors call it.</param>
    /// <param name="most">Most bytes that it may hold.</param>
    /// <param name="wayOut">What to do where it is longer.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">It cannot be read, or is longer.</exception>
    public static byte[] ReadAllBytes(
        Stream stream, string name, int most, string wayOut = "check that this is the right file", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(name);
        try
        {
            if (stream.CanSeek && stream.Length - stream.Position is var length && length > most)
            {
                throw TooLong(FormattableString.Invariant($"{length} bytes"));
            }

            var isReady = stream.CanSeek || (stream is PatientStream patient && patient.EndsWith(cancellationToken));
            var bytes = ReadAtMost(isReady ? stream : new PatientStream(stream, cancellationToken), most + 1L);
            return bytes.Length <= most ? bytes : throw TooLong(FormattableString.Invariant($"more than {most} bytes"));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{OneLine.Of(name)}: cannot be read ({OneLine.OfFileError(error)}); check the file and the disk.", error);
        }

        DataException TooLong(string received) => new($"{OneLine.Of(name)}: {received}, expected at most {most}; {wayOut}.");
    }

    /// <summary>Reads a whole text: UTF-8, or what its byte order mark says.</summary>
    /// <param name="path">Path of the file; a pipe is read as well.</param>
    /// <param name="most">Most bytes that it may hold.</param>
    /// <param name="expected">What it should be, for errors.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">It cannot be read, or is longer.</exception>
    public static string ReadAllText(string path, int most, string expected = "a text file", CancellationToken cancellationToken = default)
    {
        var bytes = ReadAllBytes(path, most, expected, cancellationToken: cancellationToken);
        using var reader = new StreamReader(new MemoryStream(bytes), Encoding.UTF8);
        return reader.ReadToEnd();
    }

    /// <summary>Reads up to so many bytes; memory grows with what really comes.</summary>
    internal static byte[] ReadAtMost(Stream stream, long most)
    {
        if (stream is PatientStream patient)
        {
            return patient.ReadAtMost(most);
        }

        var length = stream.CanSeek ? stream.Length - stream.Position : 0;

        // One more than expected, so that the end is seen without a larger buffer.
        var bytes = new byte[Math.Min(most, length > 0 ? length + 1 : Chunk)];
        var filled = 0;
        while (filled < most)
        {
            if (filled == bytes.Length)
            {
                Array.Resize(ref bytes, (int)Math.Min(Math.Min(most, Array.MaxLength), 2L * filled));
            }

            var read = stream.Read(bytes, filled, bytes.Length - filled);
            if (read == 0)
            {
                break;
            }

            filled += read;
        }

        Array.Resize(ref bytes, filled);
        return bytes;
    }

    /// <summary>
    /// Does what may have to wait for another process. .NET cannot give up an open or a read that waits, so it waits on a thread of
    /// its own, for which the process does not wait at its end.
    /// </summary>
    internal static T Waiting<T>(Func<T> action, CancellationToken cancellationToken)
        where T : class
    {
        if (!cancellationToken.CanBeCanceled)
        {
            return action();
        }

        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        new Thread(Run) { IsBackground = true, Name = "Temper: waits for a file" }.Start();
        try
        {
            result.Task.Wait(cancellationToken);
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerException!);
        }
        catch (OperationCanceledException)
        {
            // What comes too late is closed by whoever brings it.
            if (!result.TrySetCanceled(cancellationToken) && result.Task.IsCompletedSuccessfully)
            {
                (result.Task.Result as IDisposable)?.Dispose();
            }

            throw;
        }

        return result.Task.Result;

        void Run()
        {
            try
            {
                var value = action();
                if (!result.TrySetResult(value))
                {
                    (value as IDisposable)?.Dispose();
                }
            }
            catch (Exception error)
            {
                result.TrySetException(error);
            }
        }
    }

    private static FileStream OpenFile(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, Chunk);

    /// <summary>What the path is, now that opening it has failed.</summary>
    private static (string Reason, string WayOut) Reason(string path, string expected, Exception error)
    {
        var isMissing = error is FileNotFoundException or DirectoryNotFoundException;
        if (!isMissing && Directory.Exists(path))
        {
            return ($"is a folder, expected {expected}", "name the file inside it");
        }

        try
        {
            if (isMissing && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target)
            {
                return ($"is a link to {OneLine.Of(target.FullName)}, which is not there", "mend the link");
            }
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Then the first error says more.
        }

        return isMissing ? ("no such file", "check the name")
            : error is UnauthorizedAccessException ? ("cannot be opened (no permission)", "give yourself read permission")
            : IsCircle(path) ? ("is a link that leads back to itself", "mend the link")
            : ($"cannot be opened ({OneLine.OfFileError(error)})", "check the file and the disk");
    }

    private static bool IsCircle(string path)
    {
        try
        {
            File.ResolveLinkTarget(path, returnFinalTarget: true);
            return false;
        }
        catch (IOException error)
        {
            return error is not (FileNotFoundException or DirectoryNotFoundException);
        }
        catch (Exception error) when (error is ArgumentException or UnauthorizedAccessException or NotSupportedException)
        {
            return false;
        }
    }
}
