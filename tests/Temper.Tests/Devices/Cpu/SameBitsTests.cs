using System.Diagnostics;
using System.Runtime.InteropServices;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Tests.Child;
using Xunit;

namespace Temper.Tests.Devices.Cpu;

/// <summary>The same training gives the same bits on any number of threads, in any vector width, in any process.</summary>
public sealed class SameBitsTests
{
    private static readonly Lazy<string> Small = new(() => On(1, InstructionSets.Best, FixedTraining.Small));
    private static readonly Lazy<string> Operations = new(() => On(1, InstructionSets.Best, FixedOperations.Run));
    private static readonly Lazy<string> Every = new(() => On(1, InstructionSets.Best, FixedTraining.Every));
    private static readonly Lazy<string> Regularized = new(() => On(1, InstructionSets.Best, FixedTraining.Regularized));
    private static readonly Lazy<string> Tabular = new(() => On(1, InstructionSets.Best, FixedTraining.Tabular));
    private static readonly Lazy<string> Full = new(() => On(1, InstructionSets.Best, FixedTraining.Full));

    public static TheoryData<int, InstructionSet> Ways
    {
        get
        {
            var ways = new TheoryData<int, InstructionSet>();
            foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
            {
                foreach (var threads in new[] { 1, 2, 4 })
                {
                    ways.Add(threads, set);
                }
            }

            return ways;
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_a_small_net(int threads, InstructionSet set) =>
        Assert.Equal(Small.Value, On(threads, set, FixedTraining.Small));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_the_chapters_net(int threads, InstructionSet set) =>
        Assert.Equal(Full.Value, On(threads, set, FixedTraining.Full));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_nets_of_tables(int threads, InstructionSet set) =>
        Assert.Equal(Tabular.Value, On(threads, set, FixedTraining.Tabular));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_operations(int threads, InstructionSet set) =>
        Assert.Equal(Operations.Value, On(threads, set, FixedOperations.Run));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_a_net_with_every_layer(int threads, InstructionSet set) =>
        Assert.Equal(Every.Value, On(threads, set, FixedTraining.Every));

    [Theory]
    [MemberData(nameof(Ways))]
    public void Threads_and_vector_width_do_not_change_a_net_with_regularizers(int threads, InstructionSet set) =>
        Assert.Equal(Regularized.Value, On(threads, set, FixedTraining.Regularized));

    [Fact]
    public void Every_kind_of_layer_is_in_that_net() => Assert.Equal(
        typeof(LayerSpec).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LayerSpec))).ToHashSet(),
        LayerTree.All(FixedTraining.AllLayers).Select(layer => layer.GetType()).ToHashSet());

    [Fact]
    public void Computing_with_zeros_instead_of_skipping_them_gives_the_same_bits()
    {
        foreach (var set in Enum.GetValues<InstructionSet>().Where(set => set <= InstructionSets.Best))
        {
            using var device = new CpuDevice(1, set, skipZeros: false);
            Assert.Equal(Full.Value, FixedTraining.Full(device));
        }
    }

    [Fact]
    public void A_child_process_with_nothing_switched_off_gives_the_same_bits()
    {
        var (set, hashes) = RunChild(null);
        Assert.Equal(InstructionSets.Best, set);
        Assert.Equal([Small.Value, Every.Value, Operations.Value, Regularized.Value, Tabular.Value], hashes);
    }

    [Theory]
    [InlineData("DOTNET_EnableAVX512", InstructionSet.Avx512)]
    [InlineData("DOTNET_EnableAVX2", InstructionSet.Avx2)]
    [InlineData("DOTNET_EnableHWIntrinsic", InstructionSet.Vector128)]
    public void A_child_process_without_those_instructions_gives_the_same_bits(string off, InstructionSet lost)
    {
        Assert.SkipWhen(
            InstructionSets.Best < lost, $"this process has no {lost}, so {off}=0 has nothing to switch off ({RuntimeInformation.ProcessArchitecture})");
        var (set, hashes) = RunChild(off);
        Assert.True(set < lost, $"{off}=0 should take {lost} away, but the child used {set}");
        Assert.Equal([Small.Value, Every.Value, Operations.Value, Regularized.Value, Tabular.Value], hashes);
    }

    private static string On(int threads, InstructionSet set, Func<CpuDevice, string> compute)
    {
        using var device = new CpuDevice(threads, set);
        return compute(device);
    }

    private static (InstructionSet Set, string[] Hashes) RunChild(string? off)
    {
        var start = DotnetProgram.CallChild();
        if (off is not null)
        {
            start.Environment[off] = "0";
        }

        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        var output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        Assert.True(child.ExitCode == 0, errors.GetAwaiter().GetResult());
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return (Enum.Parse<InstructionSet>(lines[0]), lines[1..]);
    }
}
