using System.Runtime.ExceptionServices;

namespace Temper.Lab.Running;

/// <summary>Does numbered things on a few threads, begun in order.</summary>
public static class SideBySide
{
    /// <summary>Does them all. When one fails the others are stopped, and the first failure is thrown.</summary>
    /// <param name="count">Number of things.</param>
    /// <param name="threads">At the same time.</param>
    /// <param name="stop">Cancelled on the first failure; what is cancelled from outside is not begun.</param>
    /// <param name="action">Does the work of one index.</param>
    /// <exception cref="OperationCanceledException">It was stopped from outside.</exception>
    public static void Run(int count, int threads, CancellationTokenSource stop, Action<int> action)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        ArgumentNullException.ThrowIfNull(stop);
        ArgumentNullException.ThrowIfNull(action);
        var next = -1;
        Exception? failure = null;
        var workers = new Thread[threads];
        for (var w = 0; w < threads; w++)
        {
            workers[w] = new Thread(Work) { IsBackground = true, Name = $"training-{w + 1}" };
            workers[w].Start();
        }

        foreach (var worker in workers)
        {
            worker.Join();
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Capture(failure).Throw();
        }

        stop.Token.ThrowIfCancellationRequested();

        void Work()
        {
            while (!stop.IsCancellationRequested && Interlocked.Increment(ref next) is var i && i < count)
            {
                try
                {
                    action(i);
                }
                catch (Exception error)
                {
                    // The first one is the cause; the others were only stopped by it.
                    Interlocked.CompareExchange(ref failure, error, null);
                    stop.Cancel();
                }
            }
        }
    }
}
