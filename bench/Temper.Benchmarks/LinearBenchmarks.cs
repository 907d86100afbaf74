using BenchmarkDotNet.Attributes;

namespace Temper.Benchmarks;

/// <summary>The chapter's fully connected layers forward, beside plain loops and System.Numerics.Tensors.</summary>
[MemoryDiagnoser]
public class LinearBenchmarks
{
    private DeviceCalls device = null!;
    private MatrixBaselines plain = null!;

    [ParamsSource(nameof(Sizes))]
    public LinearSize Size { get; set; } = null!;

    public static IEnumerable<LinearSize> Sizes => LinearSize.Chapter;

    [GlobalSetup]
    public void SetUp()
    {
        device = new DeviceCalls(Size);
        plain = new MatrixBaselines(Size);
    }

    [GlobalCleanup]
    public void CleanUp() => device.Dispose();

    [Benchmark(Baseline = true)]
    public void LinearForward() => device.LinearForward();

    [Benchmark]
    public void NaiveLoops() => plain.NaiveLoops();

    [Benchmark]
    public void TensorDot() => plain.TensorDot();

    [Benchmark]
    public void TensorMultiplyAdd() => plain.TensorMultiplyAdd();
}
