namespace Temper.Lab.Storage;

/// <summary>A study as it is stored: its plan and the runs it names.</summary>
public sealed record StoredStudy
{
    /// <summary>The study's id.</summary>
    public required string Id { get; init; }

    /// <summary>What kind of study it is.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is called.</summary>
    public required string Title { get; init; }

    /// <summary>Its plan, a JSON document that the store does not look into.</summary>
    public required string Plan { get; init; }

    /// <summary>The command that repeats it.</summary>
    public required string Command { get; init; }

    /// <summary>SHA-256 over the data set's sizes, pixels and labels.</summary>
    public required string DatasetHash { get; init; }

    /// <summary>When it was first stored (UTC).</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>The runs it names, in the order in which they were added.</summary>
    public required IReadOnlyList<StudyMember> Members { get; init; }
}
