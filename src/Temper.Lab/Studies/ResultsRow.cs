using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>A training as a row of <see cref="ResultsCsv"/>.</summary>
/// <param name="Run">The run's id.</param>
/// <param name="Arm">The arm as it is written in commands: "dropout=0.1+batchnorm".</param>
/// <param name="Protocol">"chapter" or "sound"; another name where there is a spec.</param>
/// <param name="Quirks">Numbers of the quirks that are on.</param>
/// <param name="Epochs">Epochs of training.</param>
/// <param name="LearningRate">Learning rate at the start of the schedule.</param>
/// <param name="Seed">Seed of all random streams.</param>
/// <param name="WeightsHash">SHA-256 over all weights; null if it diverged.</param>
/// <param name="Spec">The whole training as JSON where the rest does not make it; else null.</param>
public sealed record ResultsRow(
    string Run,
    string Arm,
    Protocol Protocol,
    IReadOnlyList<string> Quirks,
    int Epochs,
    double LearningRate,
    ulong Seed,
    string? WeightsHash,
    string? Spec)
{
    /// <summary>The training.</summary>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="subject">What is known of the arm, where the row has no spec.</param>
    /// <exception cref="SpecException">The arm is a spec file without its spec, or cannot be read.</exception>
    public RunRequest Request(int classes, IStudySubject subject)
    {
        ArgumentNullException.ThrowIfNull(subject);
        if (Spec is { } json)
        {
            return new Arm(Arm, Protocol, Quirks, SpecJson.ReadSpec(json, $"the spec of run {Run}")).Request(Seed);
        }

        if (Studies.Arm.IsFile(Arm))
        {
            throw new SpecException(
                $"Run {Run} was trained from the spec file {Arm}, which a table of results does not hold; replay it from its store.");
        }

        return subject.ArmOf(this, classes).Request(Seed);
    }
}
