using System.CommandLine;

namespace Temper.Cli.Options;

/// <summary>A command with examples, which its help shows.</summary>
/// <param name="description">What it does, in one sentence or two.</param>
/// <param name="examples">Whole calls, to be pasted as they are; what stands behind " # " is said about them.</param>
internal sealed class DocumentedCommand(string name, string description, params string[] examples) : Command(name, description)
{
    /// <summary>Whole calls.</summary>
    public IReadOnlyList<string> Examples { get; } = examples;

    /// <summary>Fills in descriptions that are costly to make; called before help is shown. Null where there are none.</summary>
    public Action? Describe { get; set; }
}
