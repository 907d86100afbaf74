using Temper.Data;
using Temper.Devices;
using Temper.Lab.Running;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>Carries out the trainings of a study with its store, addressed by arm and seed.</summary>
/// <param name="dataset">The data, shared.</param>
/// <param name="store">Where results are kept.</param>
/// <param name="pool">Where the trainings run.</param>
/// <param name="time">The clock.</param>
public sealed class StudyRunner(Dataset dataset, RunStore store, DevicePool pool, TimeProvider time)
{
    private readonly StoreRunner runner = new(dataset, store, pool, time);

    /// <summary>Carries them all out.</summary>
    /// <param name="tasks">The trainings, begun in this order; on a device that takes several, others of the first one's shape come with it.</param>
    /// <param name="observer">Receives progress callbacks.</param>
    /// <param name="cancellationToken">Stops all between two steps; finished ones stay stored.</param>
    /// <returns>One result per training, in their order.</returns>
    /// <exception cref="DeviceException">The device failed, or a single net does not fit into its memory; finished ones stay stored.</exception>
    /// <exception cref="NotEnoughMemoryException">A net does not fit into this machine's memory; none was begun.</exception>
    public IReadOnlyList<StoredRun> Run(IReadOnlyList<StudyTask> tasks, IStudyObserver observer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tasks);
        ArgumentNullException.ThrowIfNull(observer);
        return runner.Run([.. tasks.Select(task => task.Request)], new Listener(tasks, observer), cancellationToken);
    }

    private sealed class Listener(IReadOnlyList<StudyTask> tasks, IStudyObserver observer) : IRunObserver
    {
        public void Reused(int run, StoredRun stored) => observer.Reused(tasks[run].Arm, tasks[run].Seed, stored);

        public void Started(int run) => observer.Started(tasks[run].Arm, tasks[run].Seed);

        public void Elsewhere(int run) => observer.Elsewhere(tasks[run].Arm, tasks[run].Seed);

        public void Waiting(RunWait wait) =>
            observer.Waiting(new StudyWait(tasks[wait.Run].Arm, tasks[wait.Run].Seed, wait.RunId, wait.Holder, wait.More));

        public void Finished(int run, RunOutcome outcome)
        {
            if (outcome.Failed is { } failed)
            {
                observer.Failed(tasks[run].Arm, tasks[run].Seed, failed.Failure);
            }
            else
            {
                observer.Finished(tasks[run].Arm, tasks[run].Seed, outcome.Result!.Record);
            }
        }

        public void BatchHalved(HalvedBatch batch) => observer.BatchHalved(batch);

        public void Note(string line) => observer.Note(line);
    }
}
