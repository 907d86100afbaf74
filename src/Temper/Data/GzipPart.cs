namespace Temper.Data;

/// <summary>Hands a stream to an inflater in small parts and knows the last one. Read-only; does not own the stream.</summary>
/// <param name="packed">The stream, where the compressed data begin.</param>
/// <param name="most">Most bytes of a part.</param>
/// <param name="cancellationToken">Stops the reading.</param>
internal sealed class GzipPart(Stream packed, int most, CancellationToken cancellationToken) : ForwardStream
{
    /// <summary>From this position on, parts are single bytes.</summary>
    public long SinglesFrom { get; init; } = long.MaxValue;

    /// <summary>Where the last part began.</summary>
    public long LastBegin { get; private set; } = packed.Position;

    /// <summary>Bytes of the last part.</summary>
    public int LastLength { get; private set; }

    /// <summary>Whether more was wanted than there is.</summary>
    public bool HasEnded { get; private set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var begin = packed.Position;
        var wanted = begin < SinglesFrom ? (int)Math.Min(most, SinglesFrom - begin) : 1;
        var read = packed.Read(buffer[..Math.Min(wanted, buffer.Length)]);
        if (read == 0)
        {
            HasEnded = true;
            return 0;
        }

        (LastBegin, LastLength) = (begin, read);
        return read;
    }
}
