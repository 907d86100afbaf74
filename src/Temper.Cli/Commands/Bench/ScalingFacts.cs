using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench --scaling measured, on one thread.</summary>
/// <param name="Program">Program and version.</param>
/// <param name="Machine">Processor, system and runtime.</param>
/// <param name="Finished">When the measurement ended (UTC).</param>
/// <param name="SkipsZeros">Whether matrix products skipped zeros, as in training.</param>
/// <param name="Peak">Peak of one thread.</param>
/// <param name="Curves">One per sweep.</param>
/// <param name="Pictures">The SVG files written.</param>
internal sealed record ScalingFacts(
    string Program,
    string Machine,
    DateTimeOffset Finished,
    bool SkipsZeros,
    PeakResult Peak,
    IReadOnlyList<ScalingCurve> Curves,
    IReadOnlyList<string> Pictures);
