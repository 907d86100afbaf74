namespace Temper.Lab.Benchmarks;

/// <summary>One sweep's points.</summary>
/// <param name="Sweep">Its name: "batch", "width", "depth" or "inputs".</param>
/// <param name="Axis">What the size is.</param>
/// <param name="Net">The net.</param>
/// <param name="Points">By ascending size.</param>
public sealed record ScalingCurve(string Sweep, string Axis, string Net, IReadOnlyList<ScalingPoint> Points);
