using System.Runtime.ExceptionServices;
using Temper.Devices;
using Temper.Gpu.Hardware;

namespace Temper.Gpu.Replicas;

/// <summary>
/// The nets of a batch, each driven by a thread of its own. A net writes its operations down until it reads numbers or has written enough;
/// then it waits until all others have come to such a point too. The last one starts, for all, what they have in common: in one launch
/// what is the same for all of them, in several what is not.
/// </summary>
internal sealed class ReplicaGroup : IDisposable
{
    private readonly Lock gate = new();
    private readonly GpuDevice[] replicas;
    private readonly GroupWork work;
    private readonly GpuHardware hardware;
    private int live;
    private int waiting;
    private Exception? broken;

    /// <param name="hardware">The GPU.</param>
    /// <param name="count">Number of nets.</param>
    /// <param name="expected">Floats that a net is expected to need.</param>
    /// <param name="products">How products are computed.</param>
    public ReplicaGroup(GpuHardware hardware, int count, long expected, ProductSettings products)
    {
        this.hardware = hardware;
        work = new GroupWork(hardware, count, expected, products);
        replicas = new GpuDevice[count];
        for (var i = 0; i < count; i++)
        {
            replicas[i] = new GpuDevice(this, i, products.Precision);
        }

        live = count;
    }

    /// <summary>Its nets' devices.</summary>
    public IReadOnlyList<GpuDevice> Replicas => replicas;

    public GpuHardware Hardware => hardware;

    /// <summary>Whether something has failed for all: nothing that was written down will be done.</summary>
    public bool IsBroken => broken is not null;

    public ProgramCache Programs { get; } = new();

    /// <summary>Waits for the others, and returns when the request has been served.</summary>
    /// <exception cref="DeviceException">The GPU failed; it fails for all nets of the batch.</exception>
    public void Meet(GpuDevice replica, Request request)
    {
        replica.Request = request;
        replica.Served.Reset();
        bool isLast;
        lock (gate)
        {
            replica.IsWaiting = true;
            isLast = ++waiting == live;
        }

        if (isLast)
        {
            ServeAll();
        }
        else
        {
            replica.Served.Wait();
        }

        if (replica.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>A net has left; the others no longer wait for it.</summary>
    public void Leave()
    {
        bool areOthersComplete;
        bool isEmpty;
        lock (gate)
        {
            live--;
            isEmpty = live == 0;
            areOthersComplete = waiting > 0 && waiting == live;
        }

        if (areOthersComplete)
        {
            ServeAll();
        }
        else if (isEmpty)
        {
            Dispose();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (hardware.Gate)
        {
            GpuErrors.Ignore(hardware.Accelerator.Bind);
            work.Dispose();
        }
    }

    /// <summary>Called by one thread while all others of the group wait.</summary>
    private void ServeAll()
    {
        var present = replicas.Where(replica => replica.IsWaiting).ToArray();
        if (broken is null)
        {
            try
            {
                lock (hardware.Gate)
                {
                    hardware.Accelerator.Bind();
                    work.Serve(present);
                }
            }
            catch (Exception error)
            {
                // Whatever it was: the others wait for this thread, and must not do so for ever.
                broken = GpuErrors.Translate(error, hardware.Name, "training") ?? error;
            }
        }

        Release(present, broken);
    }

    private void Release(GpuDevice[] present, Exception? failure)
    {
        lock (gate)
        {
            waiting = 0;
            foreach (var replica in present)
            {
                replica.IsWaiting = false;
                replica.Failure = failure is DeviceException device ? Copy(device) : failure;
            }
        }

        foreach (var replica in present)
        {
            replica.Served.Set();
        }
    }

    /// <summary>An exception of its own for each thread.</summary>
    private static DeviceException Copy(DeviceException error) => error is OutOfDeviceMemoryException
        ? new OutOfDeviceMemoryException(error.Message, error)
        : new DeviceException(error.Message, error);
}
