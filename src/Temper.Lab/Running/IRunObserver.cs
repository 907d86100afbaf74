using Temper.Lab.Storage;

namespace Temper.Lab.Running;

/// <summary>Progress callbacks of trainings, possibly from several threads; all members are optional. Trainings are zero-based indexes.</summary>
public interface IRunObserver
{
    /// <summary>A training is in the store already.</summary>
    void Reused(int run, StoredRun stored)
    {
    }

    /// <summary>A training begins.</summary>
    void Started(int run)
    {
    }

    /// <summary>Another process is training it.</summary>
    void Elsewhere(int run)
    {
    }

    /// <summary>
    /// Nothing is left to train here, and the trainings of other processes have been awaited for some seconds; called again once a minute until
    /// one of them arrives.
    /// </summary>
    /// <param name="wait">What is waited for, and who has it.</param>
    void Waiting(RunWait wait)
    {
    }

    /// <summary>A training has ended, well or not, and is stored if there is a store.</summary>
    void Finished(int run, RunOutcome outcome)
    {
    }

    /// <summary>Several trainings side by side need more memory than the device has; they continue in smaller batches.</summary>
    /// <param name="batch">The batch.</param>
    void BatchHalved(HalvedBatch batch)
    {
    }

    /// <summary>Something a reader should know.</summary>
    void Note(string line)
    {
    }
}
