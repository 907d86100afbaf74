using Temper.Cli.Options;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench --device was asked for.</summary>
/// <param name="Data">--data, or null.</param>
/// <param name="Device">Where.</param>
/// <param name="Settings">What is measured.</param>
internal sealed record TrainingBenchRequest(string? Data, DeviceRequest Device, TrainingBenchmarkSettings Settings);
