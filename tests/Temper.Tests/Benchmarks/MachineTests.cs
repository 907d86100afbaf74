using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;
using Xunit;

namespace Temper.Tests.Benchmarks;

/// <summary>Peak and memory: that something sensible comes out, never how much.</summary>
public sealed class MachineTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<InstructionSet> Available => [.. Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best)];

    [Theory]
    [MemberData(nameof(Available))]
    public void Every_instruction_set_there_is_has_a_peak(InstructionSet set)
    {
        var gflops = FmaPeak.Measure(set, threads: 2, cancellationToken: Token);
        Assert.True(double.IsFinite(gflops) && gflops > 0, $"{gflops}");
    }

    [Fact]
    public void The_multiply_adds_are_carried_out()
    {
        // 1 + 1000 x 1e-6, in each of the accumulators.
        foreach (var accumulators in FmaLoop<FmaSingle>.Accumulators)
        {
            Assert.Equal(accumulators * 1.001, FmaLoop<FmaSingle>.Run(accumulators, 1000), 1e-2 * accumulators * 0.001 * 10);
            Assert.Equal(FmaLoop<FmaSingle>.Run(accumulators, 1000), FmaLoop<Fma128>.Run(accumulators, 1000));
            Assert.Equal(FmaLoop<FmaSingle>.Run(accumulators, 1000), FmaLoop<Fma256>.Run(accumulators, 1000));
            Assert.Equal(FmaLoop<FmaSingle>.Run(accumulators, 1000), FmaLoop<Fma512>.Run(accumulators, 1000));
        }
    }

    [Fact]
    public void Memory_is_measured_for_each_number_of_threads()
    {
        var results = MemoryBandwidth.Measure([1, 3], cancellationToken: Token);
        Assert.Equal([1, 3], results.Select(result => result.Threads));
        Assert.All(results, result => Assert.True(result is { Read: > 0, Triad: > 0 }, $"{result}"));
    }

    [Fact]
    public void A_cancelled_token_ends_both()
    {
        var cancelled = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => FmaPeak.Measure(InstructionSet.Scalar, 1, cancellationToken: cancelled));
        Assert.ThrowsAny<OperationCanceledException>(() => MemoryBandwidth.Measure([1], cancellationToken: cancelled));
    }

    [Fact]
    public void No_threads_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => FmaPeak.Measure(InstructionSet.Scalar, 0, cancellationToken: Token));
        Assert.Throws<ArgumentOutOfRangeException>(() => MemoryBandwidth.Measure([0], cancellationToken: Token));
    }
}
