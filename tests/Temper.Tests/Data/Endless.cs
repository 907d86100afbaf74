namespace Temper.Tests.Data;

/// <summary>Some bytes and then zeros without end, like /dev/zero.</summary>
internal sealed class Endless(byte[] first) : Stream
{
    private int at;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => at;
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var given = Math.Min(count, Math.Max(0, first.Length - at));
        first.AsSpan(Math.Min(at, first.Length), given).CopyTo(buffer.AsSpan(offset));
        Array.Clear(buffer, offset + given, count - given);
        at += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
