namespace Temper.Data;

/// <summary>
/// What can only be read to its end, because its length is not known: a pipe, a device, a terminal. Waiting for more ends when the
/// token is cancelled. Owns the stream.
/// </summary>
internal sealed class PatientStream(Stream inner, CancellationToken cancellationToken) : ForwardStream
{
    /// <summary>Whether its waiting ends when this token is cancelled, so that it needs no stream around it.</summary>
    public bool EndsWith(CancellationToken token) => token == cancellationToken;

    public override int Read(byte[] buffer, int offset, int count)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!cancellationToken.CanBeCanceled)
        {
            return inner.Read(buffer, offset, count);
        }

        // Into memory of its own: a read that was given up may still come to something.
        var part = InputFile.Waiting(
            () =>
            {
                var own = new byte[count];
                return own[..inner.Read(own, 0, count)];
            },
            cancellationToken);
        part.CopyTo(buffer, offset);
        return part.Length;
    }

    public override int Read(Span<byte> buffer)
    {
        var own = new byte[buffer.Length];
        var read = Read(own, 0, own.Length);
        own.AsSpan(0, read).CopyTo(buffer);
        return read;
    }

    /// <summary>Up to so many bytes, for which one thread waits, not one for every part.</summary>
    public byte[] ReadAtMost(long most)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return InputFile.Waiting(() => InputFile.ReadAtMost(inner, most), cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }
}
