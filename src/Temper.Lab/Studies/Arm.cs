using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>One of the things that a study compares: a training whose seed is still open.</summary>
/// <param name="Name">What it is called: "baseline", "dropout=0.5+l2=0.0001", or a spec file's name.</param>
/// <param name="Protocol">"chapter" or "sound", or "own" for a spec file.</param>
/// <param name="Quirks">Numbers of the chapter's quirks that are on.</param>
/// <param name="Spec">The training; its seed is replaced.</param>
public sealed record Arm(string Name, string Protocol, IReadOnlyList<string> Quirks, TrainSpec Spec)
{
    /// <summary>Those of them that change this arm's training: without them it would have another spec.</summary>
    public IReadOnlyList<string> ActiveQuirks { get; init => field = value ?? []; } = [];

    /// <summary>What it is put together from, without the numbers: "dropout", "batchnorm"; empty for the baseline and spec files.</summary>
    public IReadOnlyList<string> Parts { get; init => field = value ?? []; } = [];

    /// <summary>What it was made from, as it is written in commands: parts with +, or the name of a spec file with .json.</summary>
    public string Definition { get; init => field = value ?? ""; } = Name;

    /// <summary>The training of one seed.</summary>
    public RunRequest Request(ulong seed) => new(Name, Protocol, $"Result of {Name}", Quirks, Spec with { Seed = seed });

    /// <summary>The same at another learning rate.</summary>
    public Arm At(double learningRate) => this with { Spec = Spec with { Optimizer = Spec.Optimizer with { LearningRate = learningRate } } };
}
