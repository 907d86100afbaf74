using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What temper bench --prediction was asked for.</summary>
/// <param name="Data">--data, or null.</param>
/// <param name="InstructionSet">Vector width.</param>
/// <param name="Settings">What is measured.</param>
internal sealed record PredictionBenchRequest(string? Data, InstructionSet InstructionSet, PredictionSettings Settings);
