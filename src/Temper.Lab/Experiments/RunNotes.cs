using System.Globalization;
using Temper.Data;
using Temper.Training;

namespace Temper.Lab.Experiments;

/// <summary>What a reader of a run's figures has to know.</summary>
internal static class RunNotes
{
    public static IReadOnlyList<string> Of(RunRequest request, Dataset dataset, TrainResult result)
    {
        var notes = new List<string>();
        if (dataset.Name.StartsWith(Garments.Name, StringComparison.Ordinal))
        {
            notes.Add("Data: garments, drawings made by this program. These figures say nothing about Fashion-MNIST.");
        }

        if (request.Spec.ValidateInTrainingMode)
        {
            notes.Add(
                "Q2: validation ran in training mode. Its accuracy is normalized by the validation batches themselves, and the running "
                + "statistics that the test uses come from the validation split.");
        }

        if (result.DroppedRows > 0)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"Every epoch leaves out {result.DroppedRows} of the training rows: the short last batch is dropped."));
        }

        if (request.Protocol == "sound")
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"The learning rate was not tuned: the comparison holds at {request.Spec.Optimizer.LearningRate}."));
        }

        if (result.BestEpoch is { } best)
        {
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"The weights are those of epoch {best}, the best on the validation split."));
        }

        return notes;
    }
}
