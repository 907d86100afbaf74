using Temper.Lab.Runs;

namespace Temper.Lab.Studies;

/// <summary>Kinds of studies in JSON, as <see cref="StudyKindText"/> has them.</summary>
public sealed class StudyKindJson() : SmallLettersJson<StudyKind>("kind of study");
