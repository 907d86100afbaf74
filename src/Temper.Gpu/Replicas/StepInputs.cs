namespace Temper.Gpu.Replicas;

/// <summary>What differs between nets and steps, of one net.</summary>
/// <param name="Words">Words of all steps, one line after the other.</param>
/// <param name="Rules">Rules of all steps.</param>
internal readonly record struct StepInputs(ReadOnlyMemory<int> Words, ReadOnlyMemory<int> Rules);
