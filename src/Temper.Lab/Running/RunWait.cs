namespace Temper.Lab.Running;

/// <summary>Trainings of which none is left to do here, and some are claimed by other processes, which are waited for.</summary>
/// <param name="Run">A training that is waited for, by its place.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Holder">Who has claimed it, in words.</param>
/// <param name="More">How many others are waited for beside it.</param>
public sealed record RunWait(int Run, string RunId, string Holder, int More);
