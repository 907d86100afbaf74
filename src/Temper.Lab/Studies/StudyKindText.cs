using Temper.Lab.Runs;

namespace Temper.Lab.Studies;

/// <summary>Kinds of studies as they are written in records: "compare", "factorial", "claims".</summary>
public static class StudyKindText
{
    /// <summary>The text.</summary>
    /// <param name="kind">A kind.</param>
    public static string Text(this StudyKind kind) => SmallLetters<StudyKind>.Text(kind);
}
