using System.Security.Cryptography;
using System.Text;
using Temper.Data;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>What a study compares and how it judges; stored with it, so that its report can be made again.</summary>
public sealed record StudyPlan
{
    /// <summary>The format that this program writes and reads.</summary>
    public const int Format = 3;

    private const int Digits = 10;

    /// <summary>Format of this document.</summary>
    public int Version { get; init; } = Format;

    /// <summary>What it asks.</summary>
    public required StudyKind Kind { get; init; }

    /// <summary>By whose way its nets are trained.</summary>
    public required Protocol Protocol { get; init; }

    /// <summary>The arms; the first is the baseline.</summary>
    public required IReadOnlyList<Arm> Arms { get; init; }

    /// <summary>The questions.</summary>
    public required IReadOnlyList<Contrast> Contrasts { get; init; }

    /// <summary>Factors of a factorial; empty otherwise.</summary>
    public IReadOnlyList<string> Factors { get; init; } = [];

    /// <summary>What the data are called: of a user's own, the name of their folder.</summary>
    public required string Dataset { get; init; }

    /// <summary>SHA-256 over their sizes, pixels and labels: their identity.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>Where their content comes from: "Own", "Published" (Fashion-MNIST) or "BuiltIn" (drawn by this program).</summary>
    public DatasetOrigin DatasetOrigin { get; init; }

    /// <summary>Where they were: the full path of a folder, or "built in".</summary>
    public required string DatasetSource { get; init; }

    /// <summary>First seed; the others follow it.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>The score of the data's task that decides. Differences are taken so that more is better.</summary>
    public Score Score { get; init; } = Score.Accuracy;

    /// <summary>Differences of the score within +-this count as too small to matter.</summary>
    public double Region { get; init; } = 0.2;

    /// <summary>Largest chance of a false verdict in a family of questions.</summary>
    public double Alpha { get; init; } = 0.05;

    /// <summary>When seeds stop being added.</summary>
    public StoppingRule Rule { get; init; }

    /// <summary>The looks of <see cref="StoppingRule.Planned"/>, from the settings that it is carried out with; null for the other rules.</summary>
    public PlannedLooks? Looks { get; init; }

    /// <summary>Whether seeds are added until every verdict is decided.</summary>
    public bool IsSequential => Rule != StoppingRule.Fixed;

    /// <summary>How differences are judged.</summary>
    /// <exception cref="SpecException">The planned looks do not fit together.</exception>
    public VerdictSettings Verdicts() => new() { Alpha = Alpha, Region = Region, Rule = Rule, Design = Looks?.Design() };

    /// <summary>Whether each arm's learning rate is picked on seeds of its own.</summary>
    public bool PicksLearningRate { get; init; }

    /// <summary>The picks, once they are made.</summary>
    public IReadOnlyList<LearningRateChoice> LearningRates { get; init; } = [];

    /// <summary>
    /// Hash of the question: arms, data and engine version. Number of seeds, contrasts, region and rule are left out: another look at the same
    /// question is another look, whatever has been changed to get it.
    /// </summary>
    public string Id()
    {
        var text = new StringBuilder();
        text
            .Append(Kind.Text())
            .Append('\n')
            .Append(DatasetHash)
            .Append('\n')
            .Append(ProgramVersion.Engine)
            .Append('\n')
            .Append(PicksLearningRate)
            .Append('\n')
            .Append(FirstSeed);
        foreach (var arm in Arms)
        {
            // A picked learning rate is a result of the study, not part of its question.
            var spec = PicksLearningRate ? arm.At(LearningRateSearch.Placeholder).Spec : arm.Spec;
            text.Append('\n').Append(arm.Name).Append('\n').Append(SpecJson.Write(spec with { Seed = 0 }));
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..Digits];
    }

    /// <summary>Seed number <paramref name="index"/> of the study, from 0.</summary>
    /// <param name="index">Its number.</param>
    /// <exception cref="OverflowException">There is no such seed: it would be past 2^64 - 1.</exception>
    public ulong Seed(int index) => checked(FirstSeed + (ulong)index);

    /// <summary>The first seeds.</summary>
    public IReadOnlyList<ulong> Seeds(int count) => [.. Enumerable.Range(0, count).Select(Seed)];
}
