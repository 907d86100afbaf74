namespace Temper.Devices;

/// <summary>Bytes in the host's memory, for devices that compute there.</summary>
internal sealed class HostBytes(byte[] bytes) : ByteBuffer(bytes.Length)
{
    public byte[] Bytes { get; } = bytes;

    public static byte[] Of(ByteBuffer buffer) =>
        buffer is HostBytes host ? host.Bytes : throw new ArgumentException("These bytes live on another device.");

    public override void Dispose()
    {
    }
}
