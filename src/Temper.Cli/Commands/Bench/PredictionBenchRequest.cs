using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>The parsed arguments of temper bench --prediction.</summary>
/// <param name="Data">--data, or null.</param>
/// <param name="InstructionSet">Vector width to measure with.</param>
/// <param name="Settings">What is measured.</param>
internal sealed record PredictionBenchRequest(string? Data, InstructionSet InstructionSet, PredictionSettings Settings);
