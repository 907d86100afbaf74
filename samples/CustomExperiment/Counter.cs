using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Lab.Studies;

namespace CustomExperiment;

/// <summary>Says how many trainings are done. Several threads call, so the count is kept under a lock.</summary>
internal sealed class Counter : IStudyObserver
{
    private readonly Lock gate = new();
    private int trained;
    private int reused;

    public void Reused(int arm, int seed, StoredRun run)
    {
        lock (gate)
        {
            reused++;
        }
    }

    public void Finished(int arm, int seed, RunRecord record)
    {
        lock (gate)
        {
            trained++;
        }
    }

    public void Complete() => Console.WriteLine($"{trained} trainings, {reused} more were stored already");
}
