using Temper.Cli.TerminalPictures;
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
                report.Info($"note: {CellText.Clean(note.Text)}");
            }
        }
    }

    /// <summary>A note, which begins as a sentence does, as a warning.</summary>
    public static void Warn(Report report, string note)
    {
        var text = CellText.Clean(note);
        report.Warning(string.Concat(char.ToLowerInvariant(text[0]).ToString(), text.AsSpan(1)));
    }
}
