namespace Temper.Cli.Commands.Runs;

/// <summary>One study in the JSON of temper runs list --studies.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">"compare", "factorial" or "claims".</param>
/// <param name="Title">What it asks.</param>
/// <param name="Runs">Runs it names.</param>
/// <param name="Looks">How often it opened the test set.</param>
/// <param name="Created">When it was begun.</param>
/// <param name="Command">The command that resumes it; empty where it was not one of temper's.</param>
internal sealed record StudyListing(string Id, string Kind, string Title, int Runs, int Looks, DateTimeOffset Created, string Command);
