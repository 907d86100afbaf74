namespace Temper.Devices.Cpu.Queue;

/// <summary>
/// Threads that stand ready to do one piece of work together. A worker spins a short while after a piece, so that
/// the pieces of one training step follow each other without a system call, then lets others have its core, and then
/// sleeps. Handing out work allocates nothing.
/// </summary>
/// <remarks>
/// Each thread has a part of its own, the same in every piece, so that it finds what it wrote before in its core's cache.
/// Any thread may nevertheless take any part: on a busy machine whoever is done takes those of threads that got no core, and only
/// parts that have begun are waited for. Which thread does a part changes nothing in the result.
/// </remarks>
internal sealed unsafe class ThreadTeam : IDisposable
{
    // The runtime scales SpinWait to about 37 nanoseconds a turn: 40 microseconds of spinning, longer than the gaps inside a
    // training step; then a few yields; then sleep.
    private const int Spins = 500;
    private const int TurnsOfSpin = 2;
    private const int Yields = 20;

    // Who waits for the others yields longer before it sleeps, which takes a millisecond and more: as long as two steps.
    private const int YieldsOfCaller = 4000;

    /// <summary>More than any processor has cores: a number beyond is a mistake.</summary>
    public const int MostThreads = 1024;

    private readonly Worker[] workers;
    private delegate*<void*, int, int, void> work;
    private void* arguments;

    // Number of the current piece, and for each part that of the last piece in which a thread took it.
    private readonly uint[] takenIn;
    private uint piece;
    private int completed;
    private volatile bool closed;

    public ThreadTeam(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MostThreads);
        Threads = threads;
        takenIn = new uint[threads];
        workers = new Worker[threads - 1];
        for (var i = 0; i < workers.Length; i++)
        {
            var worker = new Worker();
            workers[i] = worker;
            var own = i + 1;
            worker.Thread = new Thread(() => Serve(worker, own)) { IsBackground = true, Name = $"temper-{i + 1}" };
            worker.Thread.Start();
        }
    }

    public int Threads { get; }

    /// <summary>Workers that sleep and cost nothing.</summary>
    public int Sleeping => workers.Count(worker => Volatile.Read(ref worker.Asleep) == 1);

    /// <summary>Calls action(actionArguments, part, parts) for every part, spread over the threads, and returns when all are done.</summary>
    public void Run(delegate*<void*, int, int, void> action, void* actionArguments)
    {
        if (workers.Length == 0)
        {
            action(actionArguments, 0, 1);
            return;
        }

        work = action;
        arguments = actionArguments;
        completed = 0;
        Interlocked.Increment(ref piece);
        WakeSleepers();
        DoParts(piece, own: 0);
        for (var tries = 0; Volatile.Read(ref completed) != Threads; tries++)
        {
            // A worker that has begun may have lost its core: after a while, let it have this one.
            Wait(tries, sleeps: true);
        }
    }

    public void Dispose()
    {
        if (closed)
        {
            return;
        }

        closed = true;
        Interlocked.Increment(ref piece);
        WakeSleepers();
        foreach (var worker in workers)
        {
            worker.Thread!.Join();
            worker.Dispose();
        }
    }

    private void Serve(Worker worker, int own)
    {
        var seen = 0u;
        while (true)
        {
            seen = AwaitNext(worker, seen);
            if (closed)
            {
                return;
            }

            DoParts(seen, own);
        }
    }

    /// <summary>Does the parts of a piece that nobody has taken, the thread's own first.</summary>
    private void DoParts(uint ofPiece, int own)
    {
        for (var i = 0; i < Threads; i++)
        {
            var part = own + i < Threads ? own + i : own + i - Threads;

            // All parts of the piece before were taken, so nobody gets a part of an old piece, or one that is taken.
            if (Interlocked.CompareExchange(ref takenIn[part], ofPiece, ofPiece - 1) == ofPiece - 1)
            {
                // The caller waits for parts that are taken, so work and arguments are still those of this piece.
                work(arguments, part, Threads);
                Interlocked.Increment(ref completed);
            }
        }
    }

    private uint AwaitNext(Worker worker, uint seen)
    {
        for (var tries = 0; tries < Spins + Yields; tries++)
        {
            if (CurrentPiece() is var current && current != seen)
            {
                return current;
            }

            Wait(tries, sleeps: false);
        }

        // Announce the sleep first, then look once more: whoever sees whom second does the waking.
        Interlocked.Exchange(ref worker.Asleep, 1);
        Interlocked.MemoryBarrier();
        if (CurrentPiece() == seen || Interlocked.Exchange(ref worker.Asleep, 0) == 0)
        {
            worker.Wake.Wait();
        }

        return CurrentPiece();
    }

    private static void Wait(int tries, bool sleeps)
    {
        if (tries < Spins)
        {
            Thread.SpinWait(TurnsOfSpin);
        }
        else if (!sleeps || tries < Spins + YieldsOfCaller)
        {
            Thread.Yield();
        }
        else
        {
            Thread.Sleep(1);
        }
    }

    private uint CurrentPiece() => Volatile.Read(ref piece);

    private void WakeSleepers()
    {
        Interlocked.MemoryBarrier();
        foreach (var worker in workers)
        {
            if (Interlocked.Exchange(ref worker.Asleep, 0) == 1)
            {
                worker.Wake.Release();
            }
        }
    }

    private sealed class Worker : IDisposable
    {
        public readonly SemaphoreSlim Wake = new(0);
        public int Asleep;
        public Thread? Thread;

        public void Dispose() => Wake.Dispose();
    }
}
