using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>The figures of one training that studies look at; NaN where there is none. Scores are those of the study's task.</summary>
internal static class RunFigures
{
    /// <summary>Validation score of the epoch whose weights are used.</summary>
    public static double Valid(StoredRun run) => run.Record?.FinalValidScore ?? double.NaN;

    /// <summary>Test score, so that more is better: with a minus where less is.</summary>
    public static double Gain(StudyPlan plan, StoredRun run) => plan.Score.Sign * Test(run);

    /// <summary>Test score.</summary>
    public static double Test(StoredRun run) => run.Record?.TestScore ?? double.NaN;

    /// <summary>Training score of that epoch: in evaluation mode where measured, else as trained.</summary>
    public static double Train(StoredRun run)
    {
        if (run.Record is not { } record)
        {
            return double.NaN;
        }

        var epochs = record.TrainScoreInEvaluation.Count > 0 ? record.TrainScoreInEvaluation : record.TrainScore;
        return epochs[(record.BestEpoch ?? epochs.Count) - 1];
    }

    /// <summary>Share of a class's test rows that are guessed right, in percent.</summary>
    public static double Recall(StoredRun run, int label)
    {
        if (run.Record is not { } record)
        {
            return double.NaN;
        }

        var rows = record.Confusion.Row(label).Sum(cell => cell.Rows);
        return rows == 0 ? double.NaN : 100.0 * record.Confusion[label, label] / rows;
    }
}
