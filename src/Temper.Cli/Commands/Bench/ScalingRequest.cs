using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>The parsed arguments of temper bench --scaling.</summary>
/// <param name="Settings">What is measured.</param>
/// <param name="SvgFolder">Where the pictures go; null for none.</param>
internal sealed record ScalingRequest(ScalingSettings Settings, string? SvgFolder);
