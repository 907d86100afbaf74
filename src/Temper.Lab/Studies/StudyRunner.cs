using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Experiments;
using Temper.Lab.Records;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>
/// Carries out the trainings of a study, one per core. What the store has already costs nothing; what another process is at is left to
/// it, and taken over if that process dies. Every finished training is stored before the next begins.
/// </summary>
/// <param name="dataset">The data, shared.</param>
/// <param name="store">Where results are kept.</param>
/// <param name="threads">Trainings at the same time.</param>
/// <param name="time">The clock.</param>
public sealed class StudyRunner(Dataset dataset, RunStore store, int threads, TimeProvider time)
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(200);

    /// <summary>Carries them all out.</summary>
    /// <param name="tasks">The trainings, begun in this order.</param>
    /// <param name="observer">Told how they go.</param>
    /// <param name="cancellationToken">Stops all between two steps; finished ones stay stored.</param>
    /// <returns>One result per training, in their order.</returns>
    public IReadOnlyList<StoredRun> Run(IReadOnlyList<StudyTask> tasks, IStudyObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(observer);
        var results = new StoredRun?[tasks.Count];
        var ids = tasks.Select(task => RunId.Of(task.Request.Spec, dataset.Hash)).ToArray();
        var open = Enumerable.Range(0, tasks.Count).ToList();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        while (open.Count > 0)
        {
            SideBySide.Run(open.Count, Math.Min(threads, open.Count), stop, i => results[open[i]] = Try(tasks[open[i]], ids[open[i]], observer, stop.Token));
            open = [.. open.Where(i => results[i] is null)];
            if (open.Count > 0 && stop.Token.WaitHandle.WaitOne(BetweenLooks))
            {
                stop.Token.ThrowIfCancellationRequested();
            }
        }

        return [.. results.Select(result => result!)];
    }

    /// <summary>Its result, or null while another process is at it.</summary>
    private StoredRun? Try(StudyTask task, string id, IStudyObserver observer, CancellationToken cancellationToken)
    {
        var claim = store.Claim(id);
        switch (claim.State)
        {
            case ClaimState.Done:
                observer.Reused(task.Arm, task.Seed, claim.Run!);
                return claim.Run;
            case ClaimState.Busy:
                observer.Elsewhere(task.Arm, task.Seed);
                return null;
            default:
                return Train(task, id, observer, cancellationToken);
        }
    }

    private StoredRun Train(StudyTask task, string id, IStudyObserver observer, CancellationToken cancellationToken)
    {
        var isStored = false;
        try
        {
            observer.Started(task.Arm, task.Seed);
            var run = TrainOne(task.Request, dataset, time, cancellationToken);
            if (run.Failure is { } failure)
            {
                store.Fail(failure);
                isStored = true;
                observer.Failed(task.Arm, task.Seed, failure);
            }
            else
            {
                store.Finish(run.Record!);
                isStored = true;
                observer.Finished(task.Arm, task.Seed, run.Record!);
            }

            return run;
        }
        finally
        {
            if (!isStored)
            {
                store.Release(id);
            }
        }
    }

    /// <summary>Trains and tests one net on one thread. Nothing is stored.</summary>
    /// <param name="request">The training.</param>
    /// <param name="dataset">The data.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    public static StoredRun TrainOne(RunRequest request, Dataset dataset, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(time);
        using var device = new CpuDevice(threads: 1);
        using var trainer = new Trainer(request.Spec, dataset, device, time);
        try
        {
            return StoredRun.Of(Runner.Run(trainer, request, dataset, device, time, cancellationToken: cancellationToken).Record);
        }
        catch (RunFailedException error)
        {
            return StoredRun.Of(new RunFailure
            {
                Id = RunId.Of(request.Spec, dataset.Hash),
                Experiment = request.Name,
                Protocol = request.Protocol,
                Quirks = request.Quirks,
                Dataset = dataset.Name,
                DatasetHash = dataset.Hash,
                Seed = request.Spec.Seed,
                Step = error.Step,
                Message = error.Message,
                Program = $"temper {ProgramVersion.Engine}",
                Machine = ProgramVersion.Machine,
                Finished = time.GetUtcNow(),
                Spec = request.Spec,
            });
        }
    }
}
