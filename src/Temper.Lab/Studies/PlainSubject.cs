namespace Temper.Lab.Studies;

/// <summary>The subject of studies of a program's own: arms are specs, and nothing else is known of them.</summary>
public sealed class PlainSubject : IStudySubject;
