namespace Temper.Devices;

/// <summary>
/// Where many trainings run: hands out devices. A processor trains one net on each core (several workers with a batch of one net
/// each); a GPU trains many nets of one shape in the same operations (one worker with a batch of many nets).
/// </summary>
public abstract class DevicePool : IDisposable
{
    /// <summary>Short name as on the command line: "cpu", "gpu".</summary>
    public abstract string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public abstract string Description { get; }

    /// <summary>What its devices say as <see cref="Device.Arithmetic"/>.</summary>
    public abstract string Arithmetic { get; }

    /// <summary>What <see cref="Device.Memory"/> is for its devices; null (the default) for devices with memory of their own.</summary>
    public virtual HostMemory? Memory => null;

    /// <summary>Batches that can be open at the same time, each worked on by threads of its own.</summary>
    public abstract int Workers { get; }

    /// <summary>
    /// The ways in which nets are computed here, where there are several and the nets decide which is taken: for each a pool that takes no
    /// other, on the same hardware, to be used before this pool is disposed. All give the same bits. A check has to see each. Default: none.
    /// </summary>
    public virtual IReadOnlyList<(string Name, DevicePool Pool)> Ways => [];

    /// <summary>Most nets of one batch, at least 1.</summary>
    /// <param name="numbersPerNet">Numbers that one net needs on the device, all buffers together.</param>
    public abstract int MostReplicas(long numbersPerNet);

    /// <summary>
    /// Opens a batch: one device for each net. Every net has a thread of its own, which alone uses its device; where the nets ask for the same
    /// operations, these may be done for all at once, so that a thread that reads numbers waits until the others read too, or have
    /// disposed their devices. Each net gets the same bits as alone.
    /// </summary>
    /// <param name="replicas">Number of nets, 1 to <see cref="MostReplicas"/>.</param>
    /// <param name="numbersPerNet">Numbers that one net will need, so that memory is taken once; 0 (the default) if that is not known.</param>
    /// <returns>The devices; the batch is closed when all are disposed.</returns>
    /// <exception cref="OutOfDeviceMemoryException">There is no room for so many.</exception>
    public abstract IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0);

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives the hardware back.</summary>
    /// <param name="disposing">True when called by <see cref="Dispose()"/>.</param>
    protected virtual void Dispose(bool disposing)
    {
    }
}
