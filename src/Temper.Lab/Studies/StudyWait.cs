namespace Temper.Lab.Studies;

/// <summary>A study that has nothing left to train here and waits for runs whose leases other processes hold.</summary>
/// <param name="Arm">The arm of a training that is waited for, by its place.</param>
/// <param name="Seed">Its seed, by its place.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Holder">Who holds its lease, in words.</param>
/// <param name="More">How many others are waited for beside it.</param>
public sealed record StudyWait(int Arm, int Seed, string RunId, string Holder, int More);
