using System.Security.Cryptography;

namespace Temper.Data;

/// <summary>
/// SHA-256 of a file's contents, which come in parts. It is taken on another thread while the next part
/// is being read and unpacked, so that with two cores it costs no time.
/// </summary>
internal sealed class ContentChecks : IDisposable
{
    private IncrementalHash? hash;
    private Task taken = Task.CompletedTask;

    /// <summary>Begins with the first bytes of a content.</summary>
    public ContentChecks(byte[] start) => Append(start);

    /// <summary>Continues over the next part, which must not change any more.</summary>
    public void Append(ReadOnlyMemory<byte> part) =>
        taken = taken.ContinueWith(
            (_, state) => Take(((ReadOnlyMemory<byte>)state!).Span),
            part,
            CancellationToken.None,
            TaskContinuationOptions.None,
            TaskScheduler.Default);

    /// <summary>SHA-256 of all parts, in lower-case hex.</summary>
    public string Sha256()
    {
        taken.GetAwaiter().GetResult();
        return Convert.ToHexStringLower(hash!.GetCurrentHash());
    }

    /// <summary>Gives the hash back, once nobody works on it.</summary>
    public void Dispose()
    {
        taken.GetAwaiter().GetResult();
        hash?.Dispose();
    }

    private void Take(ReadOnlySpan<byte> part)
    {
        // Made here and not at the beginning: loading the system's library for it takes as long as unpacking 10 MB.
        hash ??= IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(part);
    }
}
