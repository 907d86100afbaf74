using System.Globalization;
using System.Text;
using Temper.Export;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>Writes what a training leaves in its folder (<see cref="RunFolder"/>). Every file is written whole or not at all.</summary>
public static class RunFiles
{
    /// <summary>Writes what there is of a run that diverged: spec, history, curves and report up to the break, and its failure.</summary>
    /// <param name="folder">Where to; made if missing. A folder that holds a finished run stays as it is.</param>
    /// <param name="report">The run's report.</param>
    public static void Write(string folder, FailureReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var run = report.Run;
        if (File.Exists(Path.Combine(folder, RunFolder.RecordName)))
        {
            return;
        }

        AtomicFile.WriteIn(folder, RunFolder.SpecName, SpecJson.Write(run.Failure.Spec));
        Write(folder, report.Pictures);
        AtomicFile.WriteIn(folder, RunFolder.HistoryName, History(run.Epochs));
        AtomicFile.WriteIn(folder, RunFolder.ReportName, report.Page());
        AtomicFile.WriteIn(folder, RunFolder.FailureName, RecordJson.Write(run.Failure));
    }

    /// <summary>Writes record, spec, model, pictures, step-by-step history and report of a run.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="report">The run's report.</param>
    public static void Write(string folder, RunReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var run = report.Run;
        AtomicFile.WriteIn(folder, RunFolder.SpecName, SpecJson.Write(run.Record.Spec));
        AtomicFile.WriteIn(folder, RunFolder.ModelName, stream => ModelFile.Save(stream, run.Model));
        Write(folder, report.Pictures);
        AtomicFile.WriteIn(folder, RunFolder.HistoryName, History(run.Epochs));
        AtomicFile.WriteIn(folder, RunFolder.ReportName, report.Page());

        File.Delete(Path.Combine(folder, RunFolder.FailureName));

        // Last, so that a folder with a record is a complete one.
        AtomicFile.WriteIn(folder, RunFolder.RecordName, RecordJson.Write(run.Record));
    }

    private static void Write(string folder, IReadOnlyList<(string Name, string Svg)> pictures)
    {
        foreach (var (name, svg) in pictures)
        {
            AtomicFile.WriteIn(folder, name, svg);
        }
    }

    /// <summary>Loss and score of every training batch, and score of every validation batch.</summary>
    private static string History(IReadOnlyList<EpochResult> epochs)
    {
        var text = new StringBuilder("epoch,batch,loss,train_score,valid_score\n");
        foreach (var epoch in epochs)
        {
            for (var i = 0; i < Math.Max(epoch.StepLosses.Length, epoch.ValidScores.Length); i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{i + 1},")
                    .Append(At(epoch.StepLosses, i)).Append(',')
                    .Append(At(epoch.StepScores, i)).Append(',')
                    .Append(At(epoch.ValidScores, i)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string At(float[] values, int index) =>
        index < values.Length ? values[index].ToString("R", CultureInfo.InvariantCulture) : "";
}
