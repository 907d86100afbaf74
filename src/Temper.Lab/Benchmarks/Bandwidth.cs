namespace Temper.Lab.Benchmarks;

/// <summary>How fast main memory is read and written by some threads at once.</summary>
/// <param name="Threads">Threads at the same time.</param>
/// <param name="Read">Reading alone, in GB/s (1e9 bytes a second).</param>
/// <param name="Triad">
/// a = b + s c on arrays (McCalpin's STREAM), in GB/s, counted as STREAM does: two numbers read and one written. That the
/// processor also fetches what it is about to overwrite is not counted.
/// </param>
public sealed record Bandwidth(int Threads, double Read, double Triad);
