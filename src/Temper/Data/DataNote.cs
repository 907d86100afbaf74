namespace Temper.Data;

/// <summary>Something about a data set or its split that a reader of figures made with it has to know.</summary>
/// <param name="Kind">What it is about.</param>
/// <param name="Classes">Names of the classes it is about, in label order; empty where it is about none in particular.</param>
/// <param name="Text">A sentence or two for people.</param>
public sealed record DataNote(DataNoteKind Kind, IReadOnlyList<string> Classes, string Text)
{
    /// <summary>Whether figures may mislead whoever does not know it; false for what was asked for or only looks odd.</summary>
    public bool IsWarning => Kind is not (DataNoteKind.NoValidation or DataNoteKind.CalledLikeAnother);

    /// <inheritdoc/>
    public bool Equals(DataNote? other) => other is not null && Kind == other.Kind && Text == other.Text && Classes.SequenceEqual(other.Classes);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Text);
}
