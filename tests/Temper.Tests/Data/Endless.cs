using Temper.Data;

namespace Temper.Tests.Data;

/// <summary>Some bytes and then zeros without end, like /dev/zero.</summary>
internal sealed class Endless(byte[] first) : ForwardStream
{
    private int at;

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
}
