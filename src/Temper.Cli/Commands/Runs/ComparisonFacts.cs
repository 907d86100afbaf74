using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Runs;

/// <summary>The JSON of temper runs compare.</summary>
/// <param name="Runs">Ids of the runs.</param>
/// <param name="Settings">The settings in which they differ, with the value of each run, in their order.</param>
internal sealed record ComparisonFacts(IReadOnlyList<string> Runs, IReadOnlyList<SettingDifference> Settings);
