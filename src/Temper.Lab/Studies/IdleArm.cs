using System.Globalization;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>
/// A question whose answer is known beforehand: in every seed the arm ended with the weights of the one that it is compared with. A verdict on
/// "no difference" would be about nothing.
/// </summary>
/// <param name="Contrast">The question.</param>
/// <param name="Text">What is so, in words: "changed nothing: in all 6 seeds its weights are those of baseline".</param>
/// <param name="Note">The same as a note.</param>
internal sealed record IdleArm(Contrast Contrast, string Text, StudyNote Note)
{
    /// <summary>One for each question of a study, null where it is not idle: arms against arms, and factors of a factorial.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="cells">Its runs as [seed][arm].</param>
    public static IReadOnlyList<IdleArm?> Of(StudyPlan plan, IReadOnlyList<IReadOnlyList<StoredRun>> cells) =>
        [.. plan.Contrasts.Select(contrast => Find(plan, contrast, cells))];

    /// <summary>What a reader has to know: of a factor once, though its arm is also compared with the baseline.</summary>
    public static IEnumerable<StudyNote> Notes(IReadOnlyList<IdleArm> idle) => idle
        .Where(arm => arm.Contrast.Kind != ContrastKind.Pair
            || !idle.Any(other => other.Contrast.Kind == ContrastKind.MainEffect && other.Contrast.Name == arm.Contrast.Name))
        .Select(arm => arm.Note);

    private static IdleArm? Find(StudyPlan plan, Contrast contrast, IReadOnlyList<IReadOnlyList<StoredRun>> cells)
    {
        var pairs = Pairs(plan, contrast);
        var trained = cells.Where(cell => pairs.All(pair => cell[pair.Arm].Record is not null && cell[pair.Against].Record is not null)).ToList();
        if (pairs.Count == 0
            || trained.Count == 0
            || !trained.All(cell => pairs.All(pair => IsSame(cell[pair.Arm].Record!, cell[pair.Against].Record!))))
        {
            return null;
        }

        var seeds = (trained.Count == 1 ? "in the one seed" : string.Create(CultureInfo.InvariantCulture, $"in all {trained.Count} seeds"))
            + (trained.Count == cells.Count ? "" : " in which all trained");
        var text = contrast.Against is { } against
            ? $"changed nothing: {seeds} its weights are those of {against}"
            : $"changed nothing: {seeds} the weights are the same with it and without it";
        return new IdleArm(contrast, text, new StudyNote($"{contrast.Name} {text}{DidNotAct(plan, pairs)}.", IsWarning: true));
    }

    /// <summary>The same weights may be measured in another way, such as with inputs that have a scaling of their own.</summary>
    private static bool IsSame(RunRecord one, RunRecord other) => (one.WeightsHash, one.TestScore) == (other.WeightsHash, other.TestScore);

    /// <summary>The arms that are compared: each with the thing in question and without it.</summary>
    private static List<(int Arm, int Against)> Pairs(StudyPlan plan, Contrast contrast) => contrast.Kind switch
    {
        ContrastKind.Pair => [(contrast.Terms.First(term => term.Weight > 0).Arm, contrast.Terms.First(term => term.Weight < 0).Arm)],
        ContrastKind.MainEffect when plan.Arms.Count == 1 << plan.Factors.Count
            && FactorialDesign.FactorsOf(contrast, plan.Factors.Count) is [var factor] =>
            [.. Enumerable.Range(0, plan.Arms.Count).Where(arm => (arm >> factor & 1) == 1).Select(arm => (arm, arm ^ (1 << factor)))],
        _ => [],
    };

    /// <summary>Where it is a regularizer that makes the difference, why the weights are the same.</summary>
    private static string DidNotAct(StudyPlan plan, List<(int Arm, int Against)> pairs)
    {
        var isRegularizer = pairs.TrueForAll(pair =>
            RegularizerText.WriteAll(plan.Arms[pair.Arm].Spec.Regularizers) != RegularizerText.WriteAll(plan.Arms[pair.Against].Spec.Regularizers));
        var epochs = pairs.Max(pair => plan.Arms[pair.Arm].Spec.Epochs);
        return isRegularizer ? string.Create(CultureInfo.InvariantCulture, $"; it did not act within {epochs} epoch{(epochs == 1 ? "" : "s")}") : "";
    }
}
