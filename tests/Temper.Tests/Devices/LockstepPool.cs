using System.Collections.Concurrent;
using Temper.Devices;

namespace Temper.Tests.Devices;

/// <summary>
/// In the place of a GPU: nets of a batch really wait for each other after each of their batches of images, so that one that has no
/// thread of its own, or does not give its device back, is found. It can lack memory and get lost.
/// </summary>
internal sealed class LockstepPool : DevicePool
{
    private readonly Lock gate = new();
    private long ends;
    private int opened;

    public override string Name => "gpu";

    public override string Description => "a test's";

    public override string Arithmetic => ArithmeticName;

    public override int Workers => 1;

    public string ArithmeticName { get; init; } = "gpu";

    /// <summary>Most nets of a batch.</summary>
    public int Most { get; init; } = 4;

    /// <summary>Most nets for which a batch can be opened.</summary>
    public int FitsAtOpening { get; init; } = int.MaxValue;

    /// <summary>Most nets that do not run out of memory in the middle.</summary>
    public int FitsInTraining { get; init; } = int.MaxValue;

    /// <summary>After so many batches of images of all nets the device is lost; for ever.</summary>
    public long LostAfter { get; set; } = long.MaxValue;

    /// <summary>The net of each batch whose device cannot even allocate; null for none.</summary>
    public int? BrokenNet { get; init; }

    /// <summary>Batches of images that all nets have been through.</summary>
    public long Ends => Interlocked.Read(ref ends);

    /// <summary>Nets of each batch that was opened.</summary>
    public List<int> Batches { get; } = [];

    /// <summary>What was said that a net needs, whenever it was asked.</summary>
    public ConcurrentQueue<long> Numbers { get; } = [];

    /// <summary>Devices that are open now.</summary>
    public int Open() => Volatile.Read(ref opened);

    public override int MostReplicas(long numbersPerNet)
    {
        Numbers.Enqueue(numbersPerNet);
        return Most;
    }

    public override IReadOnlyList<Device> Open(int replicas, long numbersPerNet = 0)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(replicas, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(replicas, Most);
        if (Open() > 0)
        {
            throw new InvalidOperationException("a batch is open already");
        }

        lock (gate)
        {
            Batches.Add(replicas);
        }

        if (replicas > FitsAtOpening)
        {
            throw new OutOfDeviceMemoryException($"no room for {replicas} nets");
        }

        opened = replicas;
        var batch = new SharedBatch(this, replicas);
        return [.. Enumerable.Range(0, replicas).Select(net => new LockstepDevice(batch, isBroken: net == BrokenNet))];
    }

    private sealed class SharedBatch(LockstepPool pool, int replicas) : IDisposable
    {
        private readonly Barrier barrier = new(replicas);
        private readonly ConcurrentDictionary<int, bool> threads = [];

        public string Arithmetic => pool.ArithmeticName;

        public void Begin()
        {
            if (!threads.TryAdd(Environment.CurrentManagedThreadId, true))
            {
                throw new InvalidOperationException("two nets of a batch share a thread");
            }
        }

        public void End(int batches)
        {
            if (Interlocked.Increment(ref pool.ends) > pool.LostAfter)
            {
                throw new DeviceException("the device is lost");
            }

            if (batches == 3 && replicas > pool.FitsInTraining)
            {
                throw new OutOfDeviceMemoryException($"no room for what {replicas} nets need on the way");
            }

            // Nobody waits this long unless one of the others never comes.
            if (!barrier.SignalAndWait(TimeSpan.FromMinutes(1)))
            {
                throw new InvalidOperationException("a net waited in vain for another");
            }
        }

        public void Leave()
        {
            barrier.RemoveParticipant();
            if (Interlocked.Decrement(ref pool.opened) == 0)
            {
                Dispose();
            }
        }

        public void Dispose() => barrier.Dispose();
    }

    private sealed class LockstepDevice(SharedBatch batch, bool isBroken) : ForwardingDevice
    {
        private int? thread;
        private int batches;
        private bool isDisposed;

        public override string Arithmetic => batch.Arithmetic;

        public override DeviceBuffer Allocate(int length)
        {
            CheckThread();
            return isBroken ? throw new NotSupportedException("net 2 is broken") : base.Allocate(length);
        }

        public override void EndBatch()
        {
            CheckThread();
            batch.End(++batches);
        }

        protected override void Dispose(bool disposing)
        {
            if (!isDisposed)
            {
                isDisposed = true;
                batch.Leave();
                base.Dispose(disposing);
            }
        }

        private void CheckThread()
        {
            if (thread is null)
            {
                thread = Environment.CurrentManagedThreadId;
                batch.Begin();
            }
            else if (thread != Environment.CurrentManagedThreadId)
            {
                throw new InvalidOperationException("a net's device is used by two threads");
            }
        }
    }
}
