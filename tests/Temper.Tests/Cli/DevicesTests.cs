using System.Text.Json;
using Temper.Devices.Cpu;
using Temper.Gpu;
using Temper.Tests.Checks;
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

    [Fact]
    public async Task A_check_of_the_processor_passes_and_is_a_table_and_one_document()
    {
        // Together in one call: the check takes long.
        using var temper = new CliRunner();
        var result = (await temper.RunAsync("devices", "--check", "--steps", "3", "--json")).Returned(0);
        Assert.Contains(result.Error.Split('\n'), line => line.StartsWith("M5 altogether ", StringComparison.Ordinal));
        Assert.Contains("All 19 cases are right on cpu.", result.Error, StringComparison.Ordinal);

        var facts = result.Json();
        Assert.Equal(
            ["program", "machine", "finished", "device", "description", "precision", "dataset", "net", "batchSize", "steps", "passed", "cases"],
            facts.EnumerateObject().Select(property => property.Name));
        Assert.Equal(("cpu", "fp32", "garments", "784-50-100-60-10", 4), (
            facts.Text("device"), facts.Text("precision"), facts.Text("dataset"), facts.Text("net"), facts.Whole("steps")));
        Assert.True(facts.GetProperty("passed").GetBoolean());
        Assert.Equal(["case", "difference", "allowed", "passed", "note"], facts.GetProperty("cases")[0].EnumerateObject().Select(property => property.Name));
    }

    [Fact]
    public async Task A_gpu_that_is_off_is_exit_code_1_and_its_document_is_printed_all_the_same()
    {
        var gpus = new FakeGpus { Count = 1, Opening = _ => new MadePool((_, _) => new WrongDevice("bias")) };
        using var temper = new CliRunner { Gpus = gpus };
        var result = (await temper.RunAsync("devices", "--check", "--steps", "2", "--json")).Returned(1);
        Assert.Equal((0, GpuPrecision.Fp32), Assert.Single(gpus.Opened));
        Assert.False(result.Json().GetProperty("passed").GetBoolean());
        Assert.Contains("cases are off on gpu: do not trust its results.", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--steps can only be given with --check", "--steps", "5")]
    [InlineData(2, "--device can only be given with --check", "--device", "cpu")]
    [InlineData(2, "--steps must be from 2 to 1000, received 1", "--check", "--steps", "1")]
    [InlineData(2, "--precision tf32 is a GPU's", "--check", "--device", "cpu", "--precision", "tf32")]
    [InlineData(3, "There is no device \"gpu\": the driver is not there", "--check", "--device", "gpu")]
    public async Task A_check_that_cannot_be_is_one_error(int exitCode, string reason, params string[] options)
    {
        using var temper = new CliRunner();
        (await temper.RunAsync(["devices", .. options])).Returned(exitCode).IsOneError(reason);
    }
}
