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
            var text = CellText.Clean(note.Text);
            if (note.IsWarning)
            {
                report.Warning(string.Concat(char.ToLowerInvariant(text[0]).ToString(), text.AsSpan(1)));
            }
            else
            {
                report.Info($"note: {text}");
            }
        }
    }
}
