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
        Assert.Contains("There is no GPU device: this version computes on the CPU only.", text.Out, StringComparison.Ordinal);
        var facts = (await temper.RunAsync("devices", "--json")).Returned(0).Json();
        var cpu = facts.GetProperty("devices")[0];
        Assert.Equal("cpu", cpu.GetProperty("name").GetString());
        Assert.Equal(Environment.ProcessorCount, cpu.GetProperty("cores").GetInt32());
        Assert.Equal(InstructionSets.Best.ToString(), cpu.GetProperty("instructionSet").GetString());
        Assert.Equal(cpu.GetProperty("instructionSet").GetString(), cpu.GetProperty("instructionSets").EnumerateArray().Last().GetString());
        Assert.NotEmpty(cpu.GetProperty("architecture").GetString()!);
        Assert.NotEmpty(facts.GetProperty("gpu").GetString()!);
    }
}
