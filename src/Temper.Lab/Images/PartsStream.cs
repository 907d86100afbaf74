namespace Temper.Lab.Images;

/// <summary>Parts of a file as one stream, without a copy.</summary>
/// <param name="file">Bytes that all parts lie in.</param>
/// <param name="parts">Where they lie.</param>
internal sealed class PartsStream(byte[] file, IReadOnlyList<(int At, int Length)> parts) : Stream
{
    private int part;
    private int done;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        for (; part < parts.Count; part++, done = 0)
        {
            var (at, length) = parts[part];
            var count = Math.Min(buffer.Length, length - done);
            if (count > 0 || buffer.IsEmpty)
            {
                file.AsSpan(at + done, count).CopyTo(buffer);
                done += count;
                return count;
            }
        }

        return 0;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
