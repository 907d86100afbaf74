using System.Collections.Concurrent;
using Temper.Data;
using Temper.Devices;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>
/// Carries out the trainings of a study, as many at the same time as the devices take: one per core, or on a GPU in batches of one
/// shape. What the store has already costs nothing; what another process is at is left to it, and taken over if that process dies.
/// Every training is stored as soon as it is finished.
/// </summary>
/// <param name="dataset">The data, shared.</param>
/// <param name="store">Where results are kept.</param>
/// <param name="pool">Where the trainings run.</param>
/// <param name="time">The clock.</param>
public sealed class StudyRunner(Dataset dataset, RunStore store, DevicePool pool, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan FirstWord = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan BetweenWords = TimeSpan.FromMinutes(1);

    // Kept over all blocks of seeds: what did not fit once does not fit again.
    private readonly ReplicaLimits limits = new(pool, dataset);

    /// <summary>Carries them all out.</summary>
    /// <param name="tasks">The trainings, begun in this order; on a device that takes several, others of the first one's shape come with it.</param>
    /// <param name="observer">Told how they go.</param>
    /// <param name="cancellationToken">Stops all between two steps; finished ones stay stored.</param>
    /// <returns>One result per training, in their order.</returns>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory; finished ones stay stored.</exception>
    /// <exception cref="NotEnoughMemoryException">A net does not fit into this machine's memory; none was begun.</exception>
    public IReadOnlyList<StoredRun> Run(IReadOnlyList<StudyTask> tasks, IStudyObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(observer);
        var results = new StoredRun?[tasks.Count];
        var open = Enumerable.Range(0, tasks.Count).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (waitsSince, untilWord) = (time.GetTimestamp(), FirstWord);
        while (open.Count > 0)
        {
            var before = open.Count;
            RunOpen([.. open.Select(i => tasks[i])], (i, run) => results[open[i]] = run, observer, stop);
            open = [.. open.Where(i => results[i] is null)];
            if (open.Count < before)
            {
                (waitsSince, untilWord) = (time.GetTimestamp(), FirstWord);
            }
            else if (time.GetElapsedTime(waitsSince) >= untilWord && Wait(tasks[open[0]], open.Count - 1) is { } wait)
            {
                observer.Waiting(wait);
                (waitsSince, untilWord) = (time.GetTimestamp(), BetweenWords);
            }

            if (open.Count > 0 && stop.Token.WaitHandle.WaitOne(BetweenLooks))
            {
                stop.Token.ThrowIfCancellationRequested();
            }
        }

        return [.. results.Select(result => result!)];
    }

    /// <summary>Who has the first of the trainings that are waited for; null if nobody has it any more.</summary>
    private StudyWait? Wait(StudyTask task, int more)
    {
        var id = RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic);
        return store.HolderOf(id) is { } holder ? new StudyWait(task.Arm, task.Seed, id, holder, more) : null;
    }

    /// <summary>One pass over trainings that have no result yet; those that another process is at get none.</summary>
    private void RunOpen(IReadOnlyList<StudyTask> tasks, Action<int, StoredRun> done, IStudyObserver observer, CancellationTokenSource stop)
    {
        var ids = tasks.Select(task => RunId.Of(task.Request.Spec, dataset.Hash, pool.Arithmetic)).ToArray();
        var claimed = new ConcurrentDictionary<string, bool>();
        var batches = new ReplicaBatches<StoredRun>(pool, limits)
        {
            Take = i =>
            {
                if (!IsClaimed(tasks[i], ids[i], run => done(i, run), observer))
                {
                    return false;
                }

                claimed[ids[i]] = true;
                observer.Started(tasks[i].Arm, tasks[i].Seed);
                return true;
            },
            Train = (i, device) => TrainOne(tasks[i].Request, dataset, device, time, stop.Token),
            Finish = (i, run) =>
            {
                Store(run);
                claimed.Remove(ids[i], out _);
                done(i, run);
                Tell(tasks[i], run, observer);
            },
            Tight = observer.Note,
            Halved = observer.BatchHalved,
        };
        try
        {
            batches.Run([.. tasks.Select(task => task.Request.Spec)], stop);
        }
        finally
        {
            foreach (var id in claimed.Keys)
            {
                store.Release(id);
            }
        }
    }

    /// <summary>Whether a training is to be done here; if it is stored already, its result is told.</summary>
    private bool IsClaimed(StudyTask task, string id, Action<StoredRun> done, IStudyObserver observer)
    {
        var claim = store.Claim(id);
        switch (claim.State)
        {
            case ClaimState.Done:
                done(claim.Run!);
                observer.Reused(task.Arm, task.Seed, claim.Run!);
                return false;
            case ClaimState.Busy:
                observer.Elsewhere(task.Arm, task.Seed);
                return false;
            default:
                return true;
        }
    }

    private void Store(StoredRun run)
    {
        if (run.Failure is { } failure)
        {
            store.Fail(failure);
        }
        else
        {
            store.Finish(run.Record!);
        }
    }

    private static void Tell(StudyTask task, StoredRun run, IStudyObserver observer)
    {
        if (run.Failure is { } failure)
        {
            observer.Failed(task.Arm, task.Seed, failure);
        }
        else
        {
            observer.Finished(task.Arm, task.Seed, run.Record!);
        }
    }

    /// <summary>Trains and tests one net. Nothing is stored.</summary>
    /// <param name="request">The training.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="device">Where.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static StoredRun TrainOne(RunRequest request, Dataset dataset, Device device, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(time);
        using var trainer = new Trainer(request.Spec, dataset, device, time);
        try
        {
            return StoredRun.Of(Runner.Run(trainer, request, dataset, device, time, cancellationToken: cancellationToken).Record);
        }
        catch (RunFailedException error)
        {
            return StoredRun.Of(FailedRun.Of(error, request, dataset, device, time.GetUtcNow()).Failure);
        }
    }
}
