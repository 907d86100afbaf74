namespace Temper.Lab.Chapter;

/// <summary>Something the chapter's code does that sound practice does otherwise.</summary>
/// <param name="Id">Its number.</param>
/// <param name="On">What happens when it is on: the chapter's way.</param>
/// <param name="Off">What happens when it is off.</param>
/// <param name="IsSwitchable">Whether it can be switched; the others are listed for the record.</param>
public sealed record Quirk(QuirkId Id, string On, string Off, bool IsSwitchable = true)
{
    /// <summary>What it is called in records and commands: "Q4".</summary>
    public string Name { get; } = Id.ToString();
}
