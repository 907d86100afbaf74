namespace Temper.Lab.Storage;

/// <summary>The answer to a worker that asks for the lease on a run: the right to carry it out, which one worker at a time has.</summary>
/// <param name="State">What the worker is to do.</param>
/// <param name="Run">The run that is stored already; null unless it is done.</param>
public sealed record RunLease(LeaseState State, StoredRun? Run);
