namespace Temper.Cli.Commands.Replay;

/// <summary>The JSON of temper replay.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="IsSame">Whether every bit is the same.</param>
/// <param name="What">What was compared, or what differs.</param>
internal sealed record ReplayFacts(string Id, bool IsSame, string What);
