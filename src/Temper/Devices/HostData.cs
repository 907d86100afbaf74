using System.Runtime.InteropServices;

namespace Temper.Devices;

/// <summary>Numbers in the host's memory, for devices that compute there; pinned, so that their threads can read by address.</summary>
internal sealed unsafe class HostData<T> : DataBuffer<T>
    where T : unmanaged
{
    private readonly Action? beforeDispose;
    private GCHandle handle;

    /// <param name="values">Kept, not copied.</param>
    /// <param name="beforeDispose">Called before they may move; for devices that may still have to read them.</param>
    public HostData(T[] values, Action? beforeDispose = null)
        : base(values.Length)
    {
        this.beforeDispose = beforeDispose;
        Values = values;
        handle = GCHandle.Alloc(values, GCHandleType.Pinned);
    }

    ~HostData() => Free();

    public T[] Values { get; }

    /// <summary>The first one; good for as long as the buffer is.</summary>
    public T* Address => (T*)handle.AddrOfPinnedObject();

    public static HostData<T> Of(DataBuffer<T> buffer) =>
        buffer as HostData<T> ?? throw new ArgumentException("These numbers live on another device.");

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
