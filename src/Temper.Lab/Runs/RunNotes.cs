using System.Globalization;
using Temper.Data;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>What a reader of a run's figures has to know.</summary>
internal static class RunNotes
{
    /// <summary>What is said of figures on drawings of this program.</summary>
    public static string DrawnData(string name) => $"Data: {name}, drawings made by this program. These figures say nothing about Fashion-MNIST.";

    /// <summary>What is to be said of how a training went about it, whatever it found; studies say it of all their trainings.</summary>
    public static IEnumerable<(string Text, bool IsWarning)> OfMethod(TrainSpec spec, int droppedRows)
    {
        if (spec.ValidateInTrainingMode)
        {
            yield return (
                "Q2: validation ran in training mode. Its accuracy is normalized by the validation batches themselves, and the running "
                + "statistics that the test uses come from the validation split.",
                IsWarning: true);
        }

        if (droppedRows > 0)
        {
            yield return (
                string.Create(
                    CultureInfo.InvariantCulture, $"Every epoch leaves out {droppedRows} of the training rows: the short last batch is dropped."),
                IsWarning: false);
        }
    }

    /// <summary>Whether figures may mislead whoever does not know it.</summary>
    /// <param name="record">The run.</param>
    /// <param name="note">One of its notes.</param>
    public static bool IsWarning(RunRecord record, string note) =>
        note == DrawnData(record.Dataset) || OfMethod(record.Spec, record.DroppedRows).Contains((note, true));

    public static IReadOnlyList<string> Of(RunRequest request, Dataset dataset, int droppedRows, int epochs, int? bestEpoch)
    {
        var notes = new List<string>();
        if (dataset.IsBuiltIn)
        {
            notes.Add(DrawnData(dataset.Name));
        }

        notes.AddRange(OfMethod(request.Spec, droppedRows).Select(note => note.Text));
        if (request.Protocol == Protocol.Sound)
        {
            notes.Add(string.Create(
                CultureInfo.InvariantCulture, $"The learning rate was not tuned: the comparison holds at {request.Spec.Optimizer.LearningRate}."));
        }

        notes.AddRange(RegularizerNotes.Of(request.Spec, dataset.Task.Score, epochs, bestEpoch));
        return notes;
    }
}
