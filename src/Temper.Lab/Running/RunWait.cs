namespace Temper.Lab.Running;

/// <summary>Waiting: no training is left to do here, and other processes hold the leases on the rest.</summary>
/// <param name="Run">A training that is waited for, by its place.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Holder">Who holds its lease, in words.</param>
/// <param name="More">How many others are waited for beside it.</param>
public sealed record RunWait(int Run, string RunId, string Holder, int More);
