namespace Temper.Cli.Commands.Verify;

/// <summary>One file in the JSON of temper verify.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Kind">"store", "model", "checkpoint" or "record".</param>
/// <param name="IsSound">Whether its content is as it was written, as far as digests tell.</param>
/// <param name="WithoutDigest">Parts that have no digest and so cannot be checked: rows of a store; 1 for a model without one.</param>
/// <param name="Faults">What is wrong, a sentence each; empty for a sound file.</param>
internal sealed record VerifyFacts(string File, string Kind, bool IsSound, int WithoutDigest, IReadOnlyList<string> Faults);
