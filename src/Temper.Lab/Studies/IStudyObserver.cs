using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>Progress callbacks of a study, possibly from several threads; all members are optional. Arms and seeds are zero-based indexes.</summary>
public interface IStudyObserver
{
    /// <summary>A part of the study begins: all arms with the first seeds.</summary>
    /// <param name="title">What it is for.</param>
    /// <param name="arms">Names of the arms.</param>
    /// <param name="seeds">The seeds.</param>
    void Begin(string title, IReadOnlyList<string> arms, IReadOnlyList<ulong> seeds)
    {
    }

    /// <summary>The part continues with more seeds.</summary>
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

    /// <summary>Another process is training it.</summary>
    void Elsewhere(int arm, int seed)
    {
    }

    /// <summary>
    /// Nothing is left to train here, and the trainings of other processes have been awaited for some seconds; called again once a minute until
    /// one of them arrives.
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

    /// <summary>Several trainings side by side need more memory than the device has; they continue in smaller batches.</summary>
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
