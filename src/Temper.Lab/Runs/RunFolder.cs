using System.Text.Json;
using Temper.Data;
using Temper.Export;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>The folder of a run and the names of its files. Every file is written whole or not at all; a link that
/// has the name of one is replaced by it.</summary>
public static class RunFolder
{
    /// <summary>The run's record.</summary>
    public const string RecordName = "record.json";

    /// <summary>The trained model.</summary>
    public const string ModelName = "model.safetensors";

    /// <summary>The checkpoint of an unfinished run.</summary>
    public const string CheckpointName = "checkpoint.safetensors";

    /// <summary>The record of an evaluation.</summary>
    public const string EvaluationName = "evaluation.json";

    /// <summary>The run's spec.</summary>
    public const string SpecName = "spec.json";

    /// <summary>The report page.</summary>
    public const string ReportName = "report.html";

    /// <summary>What is kept of a run that diverged.</summary>
    public const string FailureName = "failure.json";

    /// <summary>Loss and accuracy, drawn.</summary>
    public const string CurvesName = "curves.svg";

    /// <summary>Nine test images with guess and truth.</summary>
    public const string GridName = "grid.svg";

    /// <summary>The confusion matrix, drawn.</summary>
    public const string ConfusionName = "confusion.svg";

    /// <summary>Loss and accuracy, step by step.</summary>
    public const string HistoryName = "history.csv";

    /// <summary>
    /// Takes the folder, which is made if it is missing, and throws when it cannot be written to, is in use, or holds another run's record:
    /// nothing is replaced silently, and nobody trains for nothing.
    /// </summary>
    /// <param name="folder">The folder to write to.</param>
    /// <param name="id">Id of the run to be written.</param>
    /// <param name="isShared">Whether others that write the same id may have it too, as two processes on one study; default false.</param>
    /// <returns>The folder's lock, to be disposed when everything is written.</returns>
    /// <exception cref="SpecException">It holds another run, or an evaluation.</exception>
    /// <exception cref="IOException">It is in use, or it cannot be made or written to.</exception>
    public static FolderLock Take(string folder, string id, bool isShared = false)
    {
        RequireFree(folder, id);
        var held = FolderLock.Take(folder, id, isShared);
        try
        {
            // Whoever had it before may have written to it.
            RequireFree(folder, id);
            return held;
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a pipe or a device where a run's file is to be read: it would be waited for in silence.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="name">The file's name; it need not be there.</param>
    /// <exception cref="IOException">There is one.</exception>
    public static void RequireFile(string folder, string name)
    {
        if (FileKind.IsPipeOrDevice(Path.Combine(folder, name)))
        {
            throw new IOException(
                $"{Path.Combine(folder, name)}: is a device or a pipe; expected a file of a run, or nothing: delete it, or choose another folder.");
        }
    }

    /// <summary>The path of a folder with a name of the program's own inside another. A link of that name is refused: it may lead anywhere.</summary>
    /// <param name="folder">The folder around it.</param>
    /// <param name="name">Its name; it need not be there.</param>
    /// <exception cref="IOException">There is a link.</exception>
    public static string Below(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        return new DirectoryInfo(path).LinkTarget is null
            ? path
            : throw new IOException(
                $"{path} is a link, which is not followed; expected a folder, or nothing: delete the link, or choose another folder.");
    }

    /// <summary>Throws when the folder holds another run's record, or an evaluation.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="id">Id of the run to be written.</param>
    /// <exception cref="SpecException">It does.</exception>
    public static void RequireFree(string folder, string id)
    {
        RequireFile(folder, RecordName);
        RequireFile(folder, CheckpointName);
        if (IdOf(Path.Combine(folder, RecordName)) is { } other && other != id)
        {
            throw new SpecException($"{folder} already holds another run; choose another --out, or delete that folder first.");
        }

        if (File.Exists(Path.Combine(folder, EvaluationName)))
        {
            throw new SpecException(
                $"{folder} holds an evaluation, whose pictures would be replaced; choose another --out, or delete that folder first.");
        }
    }

    /// <summary>The id at the top of a record; empty for a file that has none, null for no file. A record also has ids inside.</summary>
    private static string? IdOf(string path)
    {
        try
        {
            using var record = JsonDocument.Parse(InputFile.ReadAllBytes(path, RecordJson.LongestRecord, "a run's record"));
            return record.RootElement.ValueKind == JsonValueKind.Object
                && record.RootElement.TryGetProperty("id", out var id)
                && id.ValueKind == JsonValueKind.String
                ? id.GetString()
                : "";
        }
        catch (DataException error) when (error.InnerException is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // Also half of a surrogate pair, which is no text.
            return "";
        }
    }

    /// <summary>Writes the spec at the beginning of a run; what a run that diverged has left goes, because it is not this run's.</summary>
    /// <param name="folder">Where to.</param>
    /// <param name="spec">The run's spec.</param>
    public static void Begin(string folder, TrainSpec spec)
    {
        var failure = Path.Combine(folder, FailureName);
        if (File.Exists(failure))
        {
            foreach (var name in new[] { CurvesName, HistoryName, ReportName, FailureName })
            {
                File.Delete(Path.Combine(folder, name));
            }
        }

        AtomicFile.WriteIn(folder, SpecName, SpecJson.Write(spec));
    }
}
