using System.Runtime.ExceptionServices;
using Temper.Devices;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// Carries out trainings on a pool of devices, batch after batch: each worker of the pool takes the first training that is open and
/// as many others of its shape as fit, and trains them side by side, each net on a thread and a device of its own. A batch that needs
/// more memory than there is is tried again in halves.
/// </summary>
/// <typeparam name="TResult">What a training gives.</typeparam>
/// <param name="pool">Where.</param>
/// <param name="limits">How many nets a batch may have.</param>
internal sealed class ReplicaBatches<TResult>(DevicePool pool, ReplicaLimits limits)
{
    // A batch may have a thousand threads. Only what is used of a stack takes memory, and a device may compile kernels on any of them, for
    // which a driver's compiler may expect the stack of a main thread.
    private const int StackBytes = 8 << 20;

    private readonly Lock gate = new();
    private readonly LinkedList<int> open = [];
    private IReadOnlyList<TrainSpec> specs = [];
    private string[] shapes = [];
    private ExceptionDispatchInfo? failure;

    /// <summary>Whether a training is to be done here, asked right before it would begin. Default: all are.</summary>
    public Func<int, bool> Take { get; init; } = _ => true;

    /// <summary>Does a training on a device, which is given back right after. Called for several at the same time.</summary>
    public required Func<int, Device, TResult> Train { get; init; }

    /// <summary>Called with a training's result once its device has been given back, possibly for several at the same time.</summary>
    public required Action<int, TResult> Finish { get; init; }

    /// <summary>Called once with a line that says why memory allows fewer trainings at a time than the pool takes.</summary>
    public Action<string>? Tight { get; init; }

    /// <summary>Called for each batch that did not fit.</summary>
    public Action<HalvedBatch>? Halved { get; init; }

    /// <summary>Carries them all out. When one fails, the others are stopped, and the first failure is thrown.</summary>
    /// <param name="trainings">The trainings, named by their places.</param>
    /// <param name="stop">Cancelled on the first failure; what is cancelled from outside is not begun.</param>
    /// <exception cref="OperationCanceledException">It was stopped from outside.</exception>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory.</exception>
    /// <exception cref="NotEnoughMemoryException">A net does not fit into this machine's memory; none was begun.</exception>
    public void Run(IReadOnlyList<TrainSpec> trainings, CancellationTokenSource stop)
    {
        if (trainings.Count == 0)
        {
            return;
        }

        specs = trainings;
        shapes = limits.HasBatches ? Shapes(trainings) : [];
        open.Clear();
        foreach (var training in Enumerable.Range(0, trainings.Count))
        {
            open.AddLast(training);
        }

        var workers = limits.Workers(trainings, Tight);
        try
        {
            SideBySide.Run(workers, workers, stop, _ => Work(stop));
        }
        catch (OperationCanceledException) when (failure is not null)
        {
            failure.Throw();
        }
    }

    /// <summary>The same shape is the same string, so that they are fast to compare.</summary>
    private static string[] Shapes(IReadOnlyList<TrainSpec> trainings)
    {
        var known = new Dictionary<string, string>();
        return [.. trainings.Select(spec =>
        {
            var shape = ReplicaShape.Of(spec);
            known.TryAdd(shape, shape);
            return known[shape];
        })];
    }

    private void Work(CancellationTokenSource stop)
    {
        try
        {
            while (!stop.IsCancellationRequested && NextBatch(stop.Token) is { Count: > 0 } batch)
            {
                TrainInHalves(batch, stop);
            }
        }
        catch (Exception error)
        {
            Fail(error, stop);
        }
    }

    /// <summary>The first one is the cause and is recorded before the others are stopped, so that none of them can take its place.</summary>
    private void Fail(Exception error, CancellationTokenSource stop)
    {
        Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);
        stop.Cancel();
    }

    /// <summary>The first open training that is to be done, and others of its shape, in order; empty when there is none.</summary>
    private List<int> NextBatch(CancellationToken cancellationToken)
    {
        var batch = new List<int>();
        var limit = 1;
        while (batch.Count < limit && !cancellationToken.IsCancellationRequested && Dequeue(batch) is { } next)
        {
            if (Take(next))
            {
                batch.Add(next);
                limit = limits.HasBatches ? limits.Of(shapes[next], specs[next]) : 1;
            }
        }

        return batch;
    }

    private int? Dequeue(List<int> batch)
    {
        lock (gate)
        {
            for (var node = open.First; node is not null; node = node.Next)
            {
                if (batch.Count == 0 || ReferenceEquals(shapes[node.Value], shapes[batch[0]]))
                {
                    open.Remove(node);
                    return node.Value;
                }
            }

            return null;
        }
    }

    /// <summary>Trains a batch, and what does not fit in batches of half the size, down to single nets.</summary>
    private void TrainInHalves(List<int> batch, CancellationTokenSource stop)
    {
        var size = batch.Count;
        for (var waiting = batch; waiting.Count > 0 && !stop.IsCancellationRequested;)
        {
            var part = waiting.Take(size).ToList();
            var (left, error) = TrainTogether(part, stop);
            waiting = [.. left, .. waiting.Skip(size)];
            if (error is null || stop.IsCancellationRequested)
            {
                continue;
            }

            if (part.Count == 1)
            {
                Fail(error, stop);
                return;
            }

            size = part.Count / 2;
            limits.Lower(shapes[part[0]], size);
            Halved?.Invoke(new HalvedBatch(part.Count, size, error.Message));
        }
    }

    /// <summary>Trains a batch; returns those for which there was no memory, with the device's error.</summary>
    private (IReadOnlyList<int> Left, OutOfDeviceMemoryException? Error) TrainTogether(List<int> batch, CancellationTokenSource stop)
    {
        IReadOnlyList<Device> devices;
        try
        {
            devices = pool.Open(batch.Count, limits.HasBatches ? limits.NumbersOf(shapes[batch[0]]) : 0);
        }
        catch (OutOfDeviceMemoryException error)
        {
            return (batch, error);
        }

        var noMemory = new OutOfDeviceMemoryException?[batch.Count];
        if (batch.Count == 1)
        {
            noMemory[0] = TrainOne(batch[0], devices[0], stop);
        }
        else
        {
            OnThreads(devices, place => noMemory[place] = TrainOne(batch[place], devices[place], stop), stop);
        }

        return ([.. batch.Where((_, place) => noMemory[place] is not null)], noMemory.FirstOrDefault(error => error is not null));
    }

    private void OnThreads(IReadOnlyList<Device> devices, Action<int> train, CancellationTokenSource stop)
    {
        var threads = new List<Thread>();
        try
        {
            while (threads.Count < devices.Count)
            {
                var place = threads.Count;
                var thread = new Thread(() => train(place), StackBytes) { IsBackground = true, Name = $"net-{place + 1}" };
                thread.Start();
                threads.Add(thread);
            }
        }
        catch (Exception error)
        {
            // Those that run must not wait for those that never will.
            Fail(error, stop);
            foreach (var device in devices.Skip(threads.Count))
            {
                device.Dispose();
            }
        }

        threads.ForEach(thread => thread.Join());
    }

    /// <summary>
    /// Trains one net and gives its device back at once, whatever happens: the other nets of the batch wait for it. Returns the
    /// device's error if it had no memory for the net.
    /// </summary>
    private OutOfDeviceMemoryException? TrainOne(int training, Device device, CancellationTokenSource stop)
    {
        try
        {
            TResult result;
            using (device)
            {
                result = Train(training, device);
            }

            Finish(training, result);
        }
        catch (OutOfDeviceMemoryException error)
        {
            return error;
        }
        catch (Exception error)
        {
            Fail(error, stop);
        }

        return null;
    }
}
