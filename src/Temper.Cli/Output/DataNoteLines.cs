using Temper.Data;

namespace Temper.Cli.Output;

/// <summary>Notes on data as lines: what may mislead is a warning, which --quiet does not leave out.</summary>
internal static class DataNoteLines
{
    public static void Print(Report report, IEnumerable<DataNote> notes)
    {
        foreach (var note in notes)
        {
            if (note.IsWarning)
            {
                Warn(report, note.Text);
            }
            else
            {
                report.Info($"note: {note.Text}");
            }
        }
    }

    /// <summary>A note, which begins as a sentence does, as a warning.</summary>
    public static void Warn(Report report, string note)
    {
        report.Warning(string.Concat(char.ToLowerInvariant(note[0]).ToString(), note.AsSpan(1)));
    }
}
