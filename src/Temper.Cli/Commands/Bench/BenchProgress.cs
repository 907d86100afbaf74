using Temper.Cli.Output;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>Shows what a benchmark measures just now.</summary>
internal sealed class BenchProgress(Report report) : IProgress<BenchmarkProgress>
{
    public void Report(BenchmarkProgress value) => report.Progress("bench", value.Share, value.Measuring);
}
