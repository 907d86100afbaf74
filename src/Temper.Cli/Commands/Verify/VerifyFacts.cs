namespace Temper.Cli.Commands.Verify;

/// <summary>One file in the JSON of temper verify.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Kind">"store", "model", "checkpoint" or "record".</param>
/// <param name="IsSound">Whether its content is as it was written, as far as digests tell.</param>
/// <param name="WithoutDigest">How much of it has no digest, so that nobody can tell: rows of a store; 1 for a model without one.</param>
/// <param name="Faults">What is wrong, a sentence each; empty for a sound file.</param>
internal sealed record VerifyFacts(string File, string Kind, bool IsSound, int WithoutDigest, IReadOnlyList<string> Faults);
