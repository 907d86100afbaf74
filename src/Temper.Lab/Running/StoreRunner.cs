using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Running;

/// <summary>
/// Carries out many trainings, as many at the same time as the devices take: one per core, or on a GPU in batches of one
/// shape. What the store has already costs nothing; what another process is at is left to it, and taken over if that process dies.
/// Every training is stored as soon as it is finished.
/// </summary>
/// <param name="dataset">The data, shared.</param>
/// <param name="store">Where results are kept; null for nowhere: then everything is trained here.</param>
/// <param name="pool">Where the trainings run.</param>
/// <param name="time">The clock.</param>
public sealed class StoreRunner(Dataset dataset, RunStore? store, DevicePool pool, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMinutes(1);

    // Kept over all calls: what did not fit once does not fit again.
    private readonly ReplicaLimits limits = new(pool, dataset);
    private RunStore? kept = store;

    /// <summary>
    /// The command outside of studies that asks for the trainings ("chapter"); null (the default) for a study, which names them itself.
    /// </summary>
    public string? Command { get; init; }

    /// <summary>
    /// Whether a training, by its index, is carried out even if it is stored,
    /// because more of it is wanted than a store keeps. Default: none.
    /// </summary>
    public Func<int, bool> TrainsAnew { get; init; } = _ => false;

    /// <summary>
    /// Whether the first training that diverges stops the others; default false. One that is stored as diverged is then trained again.
    /// </summary>
    public bool StopsAtFailure { get; init; }

    /// <summary>
    /// Called once, from any thread, when the store can no longer be used: the
    /// trainings then continue without it. Null (the default): that ends them.
    /// </summary>
    public Action<Exception>? StoreLost { get; init; }

    /// <summary>Carries them all out.</summary>
    /// <param name="requests">
    /// The trainings, begun in this order; on a device that takes several, others of the first one's shape come with it.
    /// </param>
    /// <param name="observer">Receives progress callbacks.</param>
    /// <param name="cancellationToken">Stops all between two steps; finished ones stay stored.</param>
    /// <returns>
    /// One result per training, in their order. Where a command asks, what
    /// was stored before under another name has the name that is asked for.
    /// </returns>
    /// <exception cref="RunFailedException">One of them diverged, and that stops the others.</exception>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory; finished ones stay stored.</exception>
    /// <exception cref="NotEnoughMemoryException">A net does not fit into this machine's memory; none was begun.</exception>
    public IReadOnlyList<StoredRun> Run(IReadOnlyList<RunRequest> requests, IRunObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(requests);
        ArgumentNullException.ThrowIfNull(observer);
        string[] ids = [.. requests.Select(request => RunId.Of(request.Spec, dataset.Hash, pool.Arithmetic))];
        var results = new StoredRun?[requests.Count];
        List<int> open = [.. Enumerable.Range(0, requests.Count)];
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (waitsSince, untilWord) = (time.GetTimestamp(), FirstWord);
        while (open.Count > 0)
        {
            var before = open.Count;
            RunOpen(open, requests, ids, results, observer, stop);
            open = [.. open.Where(run => results[run] is null)];
            if (open.Count < before)
            {
                (waitsSince, untilWord) = (time.GetTimestamp(), FirstWord);
            }
            else if (time.GetElapsedTime(waitsSince) >= untilWord && HolderOf(ids[open[0]]) is { } holder)
            {
                observer.Waiting(new RunWait(open[0], ids[open[0]], holder, open.Count - 1));
                (waitsSince, untilWord) = (time.GetTimestamp(), BetweenWords);
            }

            if (open.Count > 0 && stop.Token.WaitHandle.WaitOne(BetweenLooks))
            {
                stop.Token.ThrowIfCancellationRequested();
            }
        }

        return [.. results.Select(result => result!)];
    }

    /// <summary>One pass over trainings that have no result yet; those that another process is at get none.</summary>
    private void RunOpen(
        List<int> open, IReadOnlyList<RunRequest> requests, string[] ids, StoredRun?[] results, IRunObserver observer, CancellationTokenSource stop)
    {
        var leased = new ConcurrentDictionary<string, bool>();
        var batches = new ReplicaBatches<RunOutcome>(pool, limits)
        {
            Take = i =>
            {
                if (!IsToDo(open[i], requests, ids, results, leased, observer))
                {
                    return false;
                }

                observer.Started(open[i]);
                return true;
            },
            Train = (i, device) => Runner.Attempt(requests[open[i]], dataset, device, time, stop.Token),
            Finish = (i, outcome) =>
            {
                var run = open[i];
                var stored = outcome.Stored;
                Store(stored);
                leased.Remove(ids[run], out _);
                results[run] = stored;
                observer.Finished(run, outcome);
                if (StopsAtFailure && outcome.Error is { } error)
                {
                    ExceptionDispatchInfo.Throw(error);
                }
            },
            Tight = observer.Note,
            Halved = observer.BatchHalved,
        };
        try
        {
            batches.Run([.. open.Select(run => requests[run].Spec)], stop);
        }
        finally
        {
            foreach (var id in leased.Keys)
            {
                Tried(there => there.Release(id));
            }
        }
    }

    /// <summary>Whether a training is to be done here; if it is already stored, its result is reported.</summary>
    private bool IsToDo(
        int run,
        IReadOnlyList<RunRequest> requests,
        string[] ids,
        StoredRun?[] results,
        ConcurrentDictionary<string, bool> leased,
        IRunObserver observer)
    {
        RunLease? lease = null;
        Tried(there => lease = there.Lease(ids[run]));
        switch (lease?.State)
        {
            case LeaseState.Granted:
                leased[ids[run]] = true;
                return true;
            case LeaseState.Done when !TrainsAnew(run) && !(StopsAtFailure && lease.Run!.State == RunState.Failed):
                var stored = lease.Run!;
                if (Command is not null)
                {
                    Store(stored);
                    stored = requests[run].Named(stored, dataset);
                }

                results[run] = stored;
                observer.Reused(run, stored);
                return false;
            case LeaseState.Busy:
                observer.Elsewhere(run);
                return false;
            default:
                return true;
        }
    }

    /// <summary>Who holds the lease on a run that is waited for; null if nobody does any more.</summary>
    private string? HolderOf(string id)
    {
        string? holder = null;
        Tried(there => holder = there.HolderOf(id));
        return holder;
    }

    private void Store(StoredRun run) => Tried(there =>
    {
        if (Command is { } command)
        {
            there.Keep(run, command);
        }
        else if (run.Failure is { } failure)
        {
            there.Fail(failure);
        }
        else
        {
            there.Finish(run.Record!);
        }
    });

    /// <summary>Does something with the store, where there is one.</summary>
    private void Tried(Action<RunStore> action)
    {
        if (Volatile.Read(ref kept) is not { } there)
        {
            return;
        }

        try
        {
            action(there);
        }
        catch (Exception error) when (StoreLost is not null && error is StoreException or IOException)
        {
            if (Interlocked.Exchange(ref kept, null) is not null)
            {
                StoreLost!(error);
            }
        }
    }
}
