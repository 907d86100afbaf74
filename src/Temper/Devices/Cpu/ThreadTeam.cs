namespace Temper.Devices.Cpu;

/// <summary>
/// Threads that stand ready to do one piece of work together. A worker spins a short while after a piece, so that
/// the pieces of one training step follow each other without a system call, and then sleeps. Handing out work
/// allocates nothing.
/// </summary>
internal sealed unsafe class ThreadTeam : IDisposable
{
    // About 50 microseconds: longer than the gaps inside a training step, shorter than anyone notices.
    private const int SpinsBeforeSleep = 1_000;
    private const int SpinsBeforeYield = 200;

    private readonly Worker[] workers;
    private delegate*<void*, int, int, void> work;
    private void* arguments;
    private int generation;
    private int running;
    private volatile bool closed;

    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        Threads = threads;
        workers = new Worker[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var worker = new Worker();
            var part = i + 1;
            workers[i] = worker;
            worker.Thread = new Thread(() => Serve(worker, part)) { IsBackground = true, Name = $"temper-{part}" };
            worker.Thread.Start();
        }
    }

    public int Threads { get; }

    /// <summary>Calls work(arguments, part, parts) for every part, one on each thread, and returns when all are done.</summary>
    public void Run(delegate*<void*, int, int, void> piece, void* pieceArguments)
    {
        if (workers.Length == 0)
        {
            piece(pieceArguments, 0, 1);
            return;
        }

        work = piece;
        arguments = pieceArguments;
        Volatile.Write(ref running, workers.Length);
        Interlocked.Increment(ref generation);
        foreach (var worker in workers)
        {
            if (Interlocked.Exchange(ref worker.Asleep, 0) == 1)
            {
                worker.Wake.Release();
            }
        }

        piece(pieceArguments, 0, Threads);
        for (var spins = 0; Volatile.Read(ref running) != 0; spins++)
        {
            if (spins < SpinsBeforeYield)
            {
                Thread.SpinWait(8);
            }
            else
            {
                // More threads than free cores: let the others finish.
                Thread.Yield();
            }
        }
    }

    public void Dispose()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        Interlocked.Increment(ref generation);
        foreach (var worker in workers)
        {
            if (Interlocked.Exchange(ref worker.Asleep, 0) == 1)
            {
                worker.Wake.Release();
            }
        }

        foreach (var worker in workers)
        {
            worker.Thread!.Join();
            worker.Dispose();
        }
    }

    private void Serve(Worker worker, int part)
    {
        var seen = 0;
        while (true)
        {
            AwaitNext(worker, seen);
            seen++;
            if (closed)
            {
                return;
            }

            work(arguments, part, Threads);
            Interlocked.Decrement(ref running);
        }
    }

    private void AwaitNext(Worker worker, int seen)
    {
        for (var spins = 0; spins < SpinsBeforeSleep; spins++)
        {
            if (Volatile.Read(ref generation) != seen)
            {
                return;
            }

            Thread.SpinWait(8);
        }

        // Announce the sleep first, then look once more: whoever sees whom second does the waking.
        Interlocked.Exchange(ref worker.Asleep, 1);
        if (Volatile.Read(ref generation) != seen && Interlocked.Exchange(ref worker.Asleep, 0) == 1)
        {
            return;
        }

        worker.Wake.Wait();
    }

    private sealed class Worker : IDisposable
    {
        public readonly SemaphoreSlim Wake = new(0);
        public int Asleep;
        public Thread? Thread;

        public void Dispose() => Wake.Dispose();
    }
}
