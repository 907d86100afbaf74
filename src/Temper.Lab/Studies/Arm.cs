using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>One of the things that a study compares: a training whose seed is still open.</summary>
/// <param name="Name">What it is called: "baseline", "dropout=0.5+l2=0.0001", or a spec file's name.</param>
/// <param name="Protocol">By whose way it is trained; <see cref="Protocol.Own"/> for a spec file.</param>
/// <param name="Quirks">Numbers of the chapter's quirks that are on.</param>
/// <param name="Spec">The training; its seed is replaced.</param>
public sealed record Arm(string Name, Protocol Protocol, IReadOnlyList<string> Quirks, TrainSpec Spec)
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

    /// <summary>Whether a text names a spec file: it ends in .json, or has a slash.</summary>
    /// <param name="text">The arm as it is written in commands.</param>
    public static bool IsFile(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || text.IndexOfAny(['/', '\\']) >= 0;
    }

    /// <summary>Two arms that are one training would be compared with themselves.</summary>
    /// <param name="arms">The arms.</param>
    /// <exception cref="SpecException">Two are the same training, or have one name.</exception>
    public static void RequireDifferent(IReadOnlyList<Arm> arms)
    {
        ArgumentNullException.ThrowIfNull(arms);
        var seen = new Dictionary<string, string>();
        foreach (var arm in arms)
        {
            var spec = SpecJson.Write(arm.Spec.Resolved() with { Seed = 0 });
            if (!seen.TryAdd(spec, arm.Name))
            {
                throw new SpecException($"The arms {seen[spec]} and {arm.Name} are the same training; leave one out, or change it.");
            }
        }

        if (arms.GroupBy(arm => arm.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new SpecException($"Two different arms are called {twice.Key}; rename one of the files.");
        }
    }
}
