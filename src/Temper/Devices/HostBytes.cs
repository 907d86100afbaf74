using System.Runtime.InteropServices;

namespace Temper.Devices;

/// <summary>Bytes in the host's memory, for devices that compute there; pinned, so that their threads can read by address.</summary>
internal sealed unsafe class HostBytes : ByteBuffer
{
    private readonly Action? beforeDispose;
    private GCHandle handle;

    /// <param name="bytes">Kept, not copied.</param>
    /// <param name="beforeDispose">Called before they may move; for devices that may still have to read them.</param>
    public HostBytes(byte[] bytes, Action? beforeDispose = null)
        : base(bytes.Length)
    {
        this.beforeDispose = beforeDispose;
        Bytes = bytes;
        handle = GCHandle.Alloc(bytes, GCHandleType.Pinned);
    }

    ~HostBytes() => Free();

    public byte[] Bytes { get; }

    /// <summary>The first byte; good for as long as the buffer is.</summary>
    public byte* Address => (byte*)handle.AddrOfPinnedObject();

    public static HostBytes Of(ByteBuffer buffer) =>
        buffer as HostBytes ?? throw new ArgumentException("These bytes live on another device.");

    public override void Dispose()
    {
        beforeDispose?.Invoke();
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        if (handle.IsAllocated)
        {
            handle.Free();
        }
    }
}
