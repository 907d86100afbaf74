using Temper.Layers;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>What training scores are that nobody measured in evaluation mode: of nets in training mode, arm by arm in another way.</summary>
internal static class TrainingModeText
{
    /// <summary>Warns of them; nothing where all were measured, or training mode is the same as evaluation mode.</summary>
    /// <param name="plan">The study.</param>
    /// <param name="subject">Knows of another way out.</param>
    public static IReadOnlyList<StudyNote> Notes(StudyPlan plan, IStudySubject subject)
    {
        var arms = plan.Arms.Where(arm => !arm.Spec.MeasureTrainAccuracy).ToList();
        var reasons = arms.SelectMany(arm => Reasons(arm.Spec)).Distinct().ToList();
        if (reasons.Count == 0)
        {
            return [];
        }

        var wayOut = subject.MeasuresTraining(plan) ?? "\"measureTrainAccuracy\": true in the spec";
        var which = arms.Count == plan.Arms.Count ? "" : $" of {StudyText.Join([.. arms.Select(arm => arm.Name)])}";
        return
        [
            new StudyNote(
                $"Train and {Gap(plan.Score)}{which} are of training mode ({string.Join(", ", reasons)}), so they are not comparable between arms. "
                + $"With {wayOut} they are measured in evaluation mode.",
                IsWarning: true),
        ];
    }

    /// <summary>The column of what training is ahead of the test.</summary>
    public static string Gap(Score score) => score.HigherIsBetter ? "Train - test" : "Test - train";

    /// <summary>What makes a net another one in training mode.</summary>
    private static IEnumerable<string> Reasons(TrainSpec spec)
    {
        var layers = LayerTree.All(spec.Resolved().Layers).ToList();
        if (layers.Exists(layer => layer is Dropout { P: > 0 }))
        {
            yield return "dropout on";
        }

        if (layers.Exists(layer => layer is BatchNorm1d))
        {
            yield return "BatchNorm by the batch";
        }

        foreach (var rows in spec.Regularizers.Select(regularizer => regularizer.TrainsOn).OfType<string>())
        {
            yield return rows;
        }

        if (spec.Regularizers.Any(regularizer => regularizer.HasWeightsForEvaluation))
        {
            yield return "weights not averaged";
        }
    }
}
