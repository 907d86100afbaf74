using System.Text.Json.Serialization;

namespace Temper.Lab.Studies;

/// <summary>What a study asks. In records and names of folders it is its name in small letters (<see cref="StudyKindText"/>).</summary>
[JsonConverter(typeof(StudyKindJson))]
public enum StudyKind
{
    /// <summary>Arms against arms.</summary>
    Compare,

    /// <summary>All combinations of some factors: what each does, and what they do together.</summary>
    Factorial,

    /// <summary>Whether claims about its subject hold.</summary>
    Claims,
}
