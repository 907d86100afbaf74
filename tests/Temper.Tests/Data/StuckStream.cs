using Temper.Data;

namespace Temper.Tests.Data;

/// <summary>Gives some bytes, then none for ever.</summary>
internal sealed class StuckStream(byte[] start, Action stuck) : ForwardStream
{
    private bool _given;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!_given)
        {
            _given = true;
            start.CopyTo(buffer);
            return start.Length;
        }

        stuck();
        await Task.Delay(Timeout.Infinite, cancellationToken);
        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
