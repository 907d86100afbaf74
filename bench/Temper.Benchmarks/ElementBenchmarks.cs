using BenchmarkDotNet.Attributes;

namespace Temper.Benchmarks;

/// <summary>Everything of the chapter's step that is no matrix product, at a batch of 128.</summary>
[MemoryDiagnoser]
public class ElementBenchmarks
{
    private const int Rows = 128;

    private DeviceCalls first = null!;
    private DeviceCalls last = null!;

    [GlobalSetup]
    public void SetUp()
    {
        first = new DeviceCalls(new LinearSize(Rows, 784, 200));
        last = new DeviceCalls(new LinearSize(Rows, 200, 10));
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        first.Dispose();
        last.Dispose();
    }

    /// <summary>128 random images of 784 bytes out of 60,000, scaled.</summary>
    [Benchmark]
    public void Gather() => first.Gather();

    /// <summary>128 x 200.</summary>
    [Benchmark]
    public void ReluForward() => first.ReluForward();

    /// <summary>128 x 200.</summary>
    [Benchmark]
    public void BatchNormForward() => first.BatchNormForward();

    /// <summary>128 x 200.</summary>
    [Benchmark]
    public void BatchNormBackward() => first.BatchNormBackward();

    /// <summary>128 x 200, a new mask each time.</summary>
    [Benchmark]
    public void Dropout() => first.Dropout();

    /// <summary>128 x 10, with gradient.</summary>
    [Benchmark]
    public void CrossEntropy() => last.CrossEntropy();

    /// <summary>128 x 784, new numbers each time.</summary>
    [Benchmark]
    public void AddNormal() => first.AddNormal();

    /// <summary>128 x 784.</summary>
    [Benchmark]
    public void MixRows() => first.MixRows();

    /// <summary>784 x 200, all of them scaled.</summary>
    [Benchmark]
    public void LimitUnitNorms() => first.LimitUnitNorms();

    /// <summary>156,800 weights.</summary>
    [Benchmark]
    public void AdamUpdate() => first.AdamUpdate();
}
