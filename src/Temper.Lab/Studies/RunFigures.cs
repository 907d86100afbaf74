using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>The figures of one training that studies look at; NaN where there is none. Accuracies are in percent.</summary>
internal static class RunFigures
{
    /// <summary>Validation accuracy of the epoch whose weights are used.</summary>
    public static double Valid(StoredRun run) => run.Record?.FinalValidAccuracy ?? double.NaN;

    /// <summary>Test accuracy.</summary>
    public static double Test(StoredRun run) => run.Record?.TestAccuracy ?? double.NaN;

    /// <summary>Training accuracy of that epoch: in evaluation mode where measured, else as trained.</summary>
    public static double Train(StoredRun run)
    {
        if (run.Record is not { } record)
        {
            return double.NaN;
        }

        var epochs = record.TrainAccuracyInEvaluation.Count > 0 ? record.TrainAccuracyInEvaluation : record.TrainAccuracy;
        return epochs[(record.BestEpoch ?? epochs.Count) - 1];
    }

    /// <summary>Share of a class's test images that are guessed right, in percent.</summary>
    public static double Recall(StoredRun run, int label)
    {
        if (run.Record is not { } record)
        {
            return double.NaN;
        }

        var images = record.Confusion[label].Sum();
        return images == 0 ? double.NaN : 100.0 * record.Confusion[label][label] / images;
    }
}
