namespace Temper.Cli.Commands.Verify;

/// <summary>One file in the JSON of temper verify.</summary>
/// <param name="File">Its full path.</param>
/// <param name="Kind">"store", "model", "checkpoint" or "record".</param>
/// <param name="IsSound">Whether its content is as it was written, as far as digests tell.</param>
/// <param name="HasDigest">Whether its content is compared with digests, and not only read; true also where damage hides that.</param>
/// <param name="Faults">What is wrong, a sentence each; empty for a sound file.</param>
internal sealed record VerifyFacts(string File, string Kind, bool IsSound, bool HasDigest, IReadOnlyList<string> Faults);
