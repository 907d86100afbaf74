using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>One training to do.</summary>
/// <param name="Name">What it is called: "baseline", "l2-adam", or a user's own name.</param>
/// <param name="Protocol">By whose way it is trained; <see cref="Protocol.Own"/> for settings of the user's.</param>
/// <param name="FigureTitle">Overall title of its figure.</param>
/// <param name="Quirks">Numbers of the chapter's quirks that are on.</param>
/// <param name="Spec">The training.</param>
/// <param name="DistinctGrid">Whether the picture grid shows no image twice.</param>
/// <param name="ShowPenalty">Whether the loss is also plotted with the penalty.</param>
public sealed record RunRequest(
    string Name,
    Protocol Protocol,
    string FigureTitle,
    IReadOnlyList<string> Quirks,
    TrainSpec Spec,
    bool DistinctGrid = true,
    bool ShowPenalty = true);
