using System.Runtime.ExceptionServices;

namespace Temper.Lab.Benchmarks;

/// <summary>Times a piece of work that several threads begin at the same moment, several times over.</summary>
internal sealed class ParallelTrials
{
    private readonly int threads;
    private readonly int trials;
    private readonly Func<int, Action> prepare;
    private readonly TimeProvider time;
    private readonly long[] ends;
    private ExceptionDispatchInfo? failure;
    private int arrived;
    private int finished;
    private int begun;

    private ParallelTrials(int threads, int trials, Func<int, Action> prepare, TimeProvider time)
    {
        (this.threads, this.trials, this.prepare, this.time) = (threads, trials, prepare, time);
        ends = new long[threads];
    }

    /// <summary>Runs the trials; the caller's thread is one of the threads.</summary>
    /// <param name="threads">How many threads, at least 1.</param>
    /// <param name="trials">How often, at least 1.</param>
    /// <param name="prepare">Called once on each thread with its number, untimed; returns the thread's work.</param>
    /// <param name="time">The clock.</param>
    /// <returns>Seconds of each trial, from the common beginning to the end of the last thread.</returns>
    /// <remarks>What a thread throws ends the trials and is thrown here.</remarks>
    public static double[] Run(int threads, int trials, Func<int, Action> prepare, TimeProvider time)
    {
        var run = new ParallelTrials(threads, trials, prepare, time);
        var others = new Thread[threads - 1];
        for (var i = 0; i < others.Length; i++)
        {
            var number = i + 1;
            others[i] = new Thread(() => run.Follow(number)) { IsBackground = true, Name = $"temper-bench-{number}" };
            others[i].Start();
        }

        var seconds = run.Lead();
        foreach (var thread in others)
        {
            thread.Join();
        }

        run.failure?.Throw();
        return seconds;
    }

    private double[] Lead()
    {
        var work = Prepare(0);
        var seconds = new double[trials];
        for (var trial = 1; trial <= trials; trial++)
        {
            Await(ref arrived, (threads - 1) * trial, mayPause: false);
            var started = time.GetTimestamp();
            Volatile.Write(ref begun, trial);
            Work(0, work);

            // Each thread notes its own end, so that this wait may give the core away.
            Await(ref finished, (threads - 1) * trial, mayPause: true);
            seconds[trial - 1] = time.GetElapsedTime(started, ends.Max()).TotalSeconds;
        }

        return seconds;
    }

    private void Follow(int number)
    {
        var work = Prepare(number);
        for (var trial = 1; trial <= trials; trial++)
        {
            Interlocked.Increment(ref arrived);
            Await(ref begun, trial, mayPause: false);
            Work(number, work);
            Interlocked.Increment(ref finished);
        }
    }

    private Action? Prepare(int number)
    {
        try
        {
            return prepare(number);
        }
        catch (Exception error)
        {
            Fail(error);
            return null;
        }
    }

    private void Work(int number, Action? work)
    {
        try
        {
            if (Volatile.Read(ref failure) is null)
            {
                work?.Invoke();
            }
        }
        catch (Exception error)
        {
            Fail(error);
        }

        ends[number] = time.GetTimestamp();
    }

    /// <summary>A thread that failed still comes to every gate: the others would wait for it for ever.</summary>
    private void Fail(Exception error) => Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(error), null);

    private static void Await(ref int counter, int value, bool mayPause)
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref counter) < value)
        {
            spin.SpinOnce(sleep1Threshold: mayPause ? 20 : -1);
        }
    }
}
