using Temper.Data;

namespace Temper.Tests.Data;

/// <summary>A stream that cannot seek and hands out a few bytes at a time, like a pipe.</summary>
internal sealed class ForwardOnly(Stream inner) : ForwardStream
{
    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, Math.Min(count, 100));

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }
}
