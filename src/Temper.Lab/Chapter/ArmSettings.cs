using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>What all arms of a study share.</summary>
/// <param name="Protocol">
/// How the chapter's net is trained where an arm says nothing else: <see cref="Protocol.Chapter"/> or <see cref="Protocol.Sound"/>.
/// </param>
/// <param name="Classes">Classes of the data set.</param>
public sealed record ArmSettings(Protocol Protocol, int Classes) : IArmParts
{
    /// <summary>Quirks to switch in all arms, such as "Q4=off".</summary>
    public IReadOnlyList<string> Switches { get; init; } = [];

    /// <summary>Epochs of all arms; null for 5, and for what a spec file says.</summary>
    public int? Epochs { get; init; }

    /// <summary>Learning rate of all arms that do not name their own; null for the protocol's, and for what a spec file says.</summary>
    public double? LearningRate { get; init; }

    /// <summary>Dropout probability that "dropout" without a number stands for: 0.5, as in the chapter's dropout experiment.</summary>
    public double PlainDropout { get; init; } = ChapterExperiment.AloneDropout;

    /// <summary>The quirks of the protocol after the switches. All arms train equally long, so Q20 never applies.</summary>
    public QuirkSet Quirks => Switches.Aggregate(QuirkSet.Of(Protocol).With(QuirkId.Q20, isOn: false), (set, text) => set.With(text));

    /// <inheritdoc/>
    public bool IsPart(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return RegularizerText.Split(text).Count == 1 && text.ToLowerInvariant() is not ("baseline" or "altogether");
    }

    /// <inheritdoc/>
    public Arm Together(IReadOnlyList<string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        return Arms.Read(parts.Count == 0 ? "baseline" : string.Join('+', parts), this, workingFolder: "");
    }
}
