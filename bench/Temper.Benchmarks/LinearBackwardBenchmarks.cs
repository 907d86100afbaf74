using BenchmarkDotNet.Attributes;

namespace Temper.Benchmarks;

/// <summary>The chapter's fully connected layers backward: weight, bias and input gradients.</summary>
[MemoryDiagnoser]
public class LinearBackwardBenchmarks
{
    private DeviceCalls device = null!;

    [ParamsSource(nameof(Sizes))]
    public LinearSize Size { get; set; } = null!;

    public static IEnumerable<LinearSize> Sizes => LinearSize.Chapter;

    [GlobalSetup]
    public void SetUp() => device = new DeviceCalls(Size);

    [GlobalCleanup]
    public void CleanUp() => device.Dispose();

    [Benchmark(Baseline = true)]
    public void AllGradients() => device.LinearBackward();

    [Benchmark]
    public void WithoutInputGradient() => device.LinearBackwardOfFirst();

    [Benchmark]
    public void WithoutInputGradientWithAdam() => device.LinearBackwardOfFirstWithAdam();
}
