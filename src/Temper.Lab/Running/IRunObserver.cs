using Temper.Lab.Storage;

namespace Temper.Lab.Running;

/// <summary>Told how trainings go, by several threads; what is not wanted need not be written. Trainings are named by their places, from 0.</summary>
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

    /// <summary>Another process does it.</summary>
    void Elsewhere(int run)
    {
    }

    /// <summary>
    /// There is nothing left to train here, and other processes have been waited for for some seconds; told again once a minute, as long as none
    /// of their trainings comes.
    /// </summary>
    /// <param name="wait">What is waited for, and who has it.</param>
    void Waiting(RunWait wait)
    {
    }

    /// <summary>A training has ended, well or not, and is stored if there is a store.</summary>
    void Finished(int run, RunOutcome outcome)
    {
    }

    /// <summary>Several trainings side by side need more memory than the device has; they go on in smaller batches.</summary>
    /// <param name="batch">The batch.</param>
    void BatchHalved(HalvedBatch batch)
    {
    }

    /// <summary>Something a reader should know.</summary>
    void Note(string line)
    {
    }
}
