using Temper.Cli.Options;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>The parsed arguments of temper bench --device.</summary>
/// <param name="Data">--data, or null.</param>
/// <param name="Device">Where to train; never "auto".</param>
/// <param name="Settings">What is measured.</param>
internal sealed record TrainingBenchRequest(string? Data, DeviceRequest Device, TrainingBenchmarkSettings Settings);
