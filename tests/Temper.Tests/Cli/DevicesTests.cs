using System.Text.Json;
using Temper.Devices.Cpu;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class DevicesTests
{
    [Fact]
    public async Task The_processor_is_listed_and_the_missing_gpu_is_said()
    {
        using var temper = new CliRunner();
        var text = (await temper.RunAsync("devices")).Returned(0);
        Assert.Contains("cpu", text.Out, StringComparison.Ordinal);
        Assert.Contains("There is no GPU device: the driver is not there.", text.Out, StringComparison.Ordinal);
        var facts = (await temper.RunAsync("devices", "--json")).Returned(0).Json();
        var cpu = Assert.Single(facts.GetProperty("devices").EnumerateArray());
        Assert.Equal("cpu", cpu.GetProperty("name").GetString());
        Assert.Equal(Environment.ProcessorCount, cpu.GetProperty("cores").GetInt32());
        Assert.Equal(InstructionSets.Best.ToString(), cpu.GetProperty("instructionSet").GetString());
        Assert.Equal(cpu.GetProperty("instructionSet").GetString(), cpu.GetProperty("instructionSets").EnumerateArray().Last().GetString());
        Assert.NotEmpty(cpu.GetProperty("architecture").GetString()!);
        Assert.Equal(0, facts.GetProperty("gpus").GetArrayLength());
        Assert.Equal("the driver is not there", facts.GetProperty("gpu").GetString());
    }

    [Fact]
    public async Task Gpus_are_listed_with_what_they_are()
    {
        using var temper = new CliRunner { Gpus = new FakeGpus { Count = 2 } };
        var lines = (await temper.RunAsync("devices")).Returned(0).Lines();
        var second = lines.Single(line => line.StartsWith("gpu:1", StringComparison.Ordinal));
        Assert.All(["Test GPU B", "80.0 GiB", "13.0", "9.0", "132"], part => Assert.Contains(part, second, StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains("no GPU", StringComparison.Ordinal));

        var facts = (await temper.RunAsync("devices", "--json")).Returned(0).Json();
        var gpu = facts.GetProperty("gpus")[1];
        Assert.Equal(("gpu:1", "Test GPU B", 80L << 30), (gpu.GetProperty("name").GetString(), gpu.GetProperty("model").GetString(), gpu.GetProperty("memoryBytes").GetInt64()));
        Assert.Equal(("13.0", "9.0", 132), (gpu.GetProperty("driver").GetString(), gpu.GetProperty("computeCapability").GetString(), gpu.GetProperty("multiprocessors").GetInt32()));
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("gpu").ValueKind);
    }
}
