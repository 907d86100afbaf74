using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>Told how a study goes, by several threads; what is not wanted need not be written. Arms and seeds are named by their places, from 0.</summary>
public interface IStudyObserver
{
    /// <summary>A part of the study begins: all arms with the first seeds.</summary>
    /// <param name="title">What it is for.</param>
    /// <param name="arms">Names of the arms.</param>
    /// <param name="seeds">The seeds.</param>
    void Begin(string title, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds)
    {
    }

    /// <summary>The part goes on with more seeds.</summary>
    void AddSeeds(IReadOnlyList<ulong> seeds)
    {
    }

    /// <summary>A training is in the store already.</summary>
    void Reused(int arm, int seed, StoredRun run)
    {
    }

    /// <summary>A training begins.</summary>
    void Started(int arm, int seed)
    {
    }

    /// <summary>Another process does it.</summary>
    void Elsewhere(int arm, int seed)
    {
    }

    /// <summary>
    /// There is nothing left to train here, and other processes have been waited for for some seconds; told again once a minute, as long as none
    /// of their trainings comes.
    /// </summary>
    /// <param name="wait">What is waited for, and who has it.</param>
    void Waiting(StudyWait wait)
    {
    }

    /// <summary>A training is finished and stored.</summary>
    void Finished(int arm, int seed, RunRecord record)
    {
    }

    /// <summary>A training diverged, and that is stored.</summary>
    void Failed(int arm, int seed, RunFailure failure)
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

    /// <summary>The part is over.</summary>
    void Complete()
    {
    }
}
