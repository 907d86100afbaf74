using System.Globalization;

namespace Temper.Lab.Storage;

/// <summary>What people may write to a run: tags, which are words, and a note. Both are shown as they are.</summary>
public static class RunTag
{
    /// <summary>The longest tag, in characters.</summary>
    public const int LongestTag = 40;

    /// <summary>The longest note, in characters.</summary>
    public const int LongestNote = 2000;

    /// <summary>Throws when a text is no tag: a word of visible characters, without spaces or commas.</summary>
    /// <param name="tag">The text.</param>
    /// <exception cref="SpecException">It is none.</exception>
    public static void Check(string tag)
    {
        ArgumentNullException.ThrowIfNull(tag);
        if (tag.Length is 0 or > LongestTag || tag.Any(sign => char.IsWhiteSpace(sign) || sign == ',') || VisibleText.Line(tag) != tag)
        {
            var shown = VisibleText.Line(tag.Length > 2 * LongestTag ? tag[..(2 * LongestTag)] + "..." : tag);
            throw new SpecException(FormattableString.Invariant(
                $"A tag is a word of up to {LongestTag} visible characters, without spaces or commas; received \"{shown}\"."));
        }
    }

    /// <summary>Throws when a text is no note: one line or several, of visible characters.</summary>
    /// <param name="note">The text.</param>
    /// <exception cref="SpecException">It is none.</exception>
    public static void CheckNote(string note)
    {
        ArgumentNullException.ThrowIfNull(note);
        if (note.Length > LongestNote || VisibleText.Lines(note) != note)
        {
            throw new SpecException(string.Create(
                CultureInfo.InvariantCulture,
                $"A note is a text of up to {LongestNote} characters without control characters, "
                + $"received {note.Length} characters{(note.Length > LongestNote ? "" : ", some of them hidden")}."));
        }
    }
}
