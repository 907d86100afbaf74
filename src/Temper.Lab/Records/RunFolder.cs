using System.Globalization;
using System.Text;
using Temper.Export;
using Temper.Lab.Experiments;
using Temper.Lab.Reports;
using Temper.Training;

namespace Temper.Lab.Records;

/// <summary>The folder of a run and the names of its files. Every file is written whole or not at all.</summary>
public static class RunFolder
{
    /// <summary>The run's record.</summary>
    public const string RecordName = "record.json";

    /// <summary>The trained model.</summary>
    public const string ModelName = "model.safetensors";

    /// <summary>The checkpoint of an unfinished run.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>The run's spec.</summary>
    public const string SpecName = "spec.json";

    /// <summary>The report page.</summary>
    public const string ReportName = "report.html";

    /// <summary>
    /// Makes the folder and throws when it cannot be written to or holds another run's record: nothing is replaced silently,
    /// and nobody trains for nothing.
    /// </summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="id">Id of the run to be written.</param>
    /// <exception cref="SpecException">It holds another run.</exception>
    /// <exception cref="IOException">It cannot be made or written to.</exception>
    public static void Claim(string folder, string id)
    {
        var path = Path.Combine(folder, RecordName);
        if (File.Exists(path) && !File.ReadAllText(path).Contains($"\"id\": \"{id}\"", StringComparison.Ordinal))
        {
            throw new SpecException($"{folder} already holds another run; choose another --out, or delete that folder first.");
        }

        try
        {
            Directory.CreateDirectory(folder);
            using var probe = new FileStream(
                Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"{folder} cannot be written to ({error.Message.ReplaceLineEndings(" ")}); choose another --out.", error);
        }
    }

    /// <summary>Writes record, spec, model, pictures, step-by-step history and report of a run.</summary>
    /// <param name="folder">Where to; made if missing.</param>
    /// <param name="run">The run.</param>
    /// <param name="replay">The command that repeats it, for the report.</param>
    public static void Write(string folder, RunResult run, string replay)
    {
        ArgumentNullException.ThrowIfNull(run);
        AtomicFile.Write(Path.Combine(folder, SpecName), SpecJson.Write(run.Record.Spec));
        ModelFile.Save(Path.Combine(folder, ModelName), run.Model);
        AtomicFile.Write(Path.Combine(folder, "curves.svg"), RunPictures.Curves(run));
        AtomicFile.Write(Path.Combine(folder, "grid.svg"), RunPictures.Grid(run));
        AtomicFile.Write(Path.Combine(folder, "confusion.svg"), RunPictures.Confusion(run.Record));
        AtomicFile.Write(Path.Combine(folder, "history.csv"), History(run));
        AtomicFile.Write(Path.Combine(folder, ReportName), RunReport.Page(run, replay));

        // Last, so that a folder with a record is a complete one.
        AtomicFile.Write(Path.Combine(folder, RecordName), RecordJson.Write(run.Record));
    }

    /// <summary>Loss and accuracy of every training batch, and accuracy of every validation batch.</summary>
    private static string History(RunResult run)
    {
        var text = new StringBuilder("epoch,batch,loss,train_accuracy,valid_accuracy\n");
        foreach (var epoch in run.Epochs)
        {
            for (var i = 0; i < Math.Max(epoch.StepLosses.Length, epoch.ValidAccuracies.Length); i++)
            {
                text.Append(CultureInfo.InvariantCulture, $"{epoch.Epoch},{i + 1},")
                    .Append(At(epoch.StepLosses, i)).Append(',')
                    .Append(At(epoch.StepAccuracies, i)).Append(',')
                    .Append(At(epoch.ValidAccuracies, i)).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string At(float[] values, int index) =>
        index < values.Length ? values[index].ToString("R", CultureInfo.InvariantCulture) : "";
}
