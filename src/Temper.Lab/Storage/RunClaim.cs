namespace Temper.Lab.Storage;

/// <summary>The answer to a worker that wants to carry out a run.</summary>
/// <param name="State">What the worker is to do.</param>
/// <param name="Run">The run that is stored already; null unless it is done.</param>
public sealed record RunClaim(ClaimState State, StoredRun? Run);
