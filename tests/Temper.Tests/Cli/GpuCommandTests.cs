using Temper.Gpu;
using Temper.Lab.Runs;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Commands on a GPU, which here is the processor under another name.</summary>
public sealed class GpuCommandTests : IDisposable
{
    private static readonly string[] Compare = ["compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6"];
    private static readonly string[] Train = ["train", "--data", "small", "--hidden", "8", "--lr", "0.01"];

    private readonly CliRunner temper = new() { Gpus = new FakeGpus { Count = 1 } };

    public GpuCommandTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task A_study_runs_in_batches_and_its_command_repeats_it()
    {
        var pool = new LockstepPool { Most = 6 };
        temper.Gpus.Opening = _ => pool;
        var study = (await temper.RunAsync([.. Compare, "--device", "gpu", "--json", "-q"])).Returned(0).Json();
        var alone = (await temper.RunAsync([.. Compare, "--device", "cpu", "--json", "-q", "--out", "cpu", "--store", "cpu.db"])).Returned(0).Json();

        // The first batch of one net is the rehearsal.
        Assert.Equal([1, 1, 6, 6], pool.Batches);
        Assert.Equal("gpu", study.GetProperty("arithmetic").GetString());
        Assert.EndsWith($" --data {temper.Folder.Sub("small")} --device gpu", study.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.EndsWith(" --device cpu", alone.GetProperty("command").GetString(), StringComparison.Ordinal);
        Assert.False(alone.TryGetProperty("arithmetic", out _));
        Assert.Equal(Weights(alone), Weights(study));
    }

    [Fact]
    public async Task The_same_study_on_both_devices_shares_no_run_and_no_training_is_taken_for_the_others()
    {
        (await temper.RunAsync([.. Compare, "--device", "gpu", "-q"])).Returned(0);
        var cpu = (await temper.RunAsync([.. Compare, "--device", "cpu"])).Returned(0);
        Assert.DoesNotContain("stored already", cpu.Out, StringComparison.Ordinal);
        var gpu = (await temper.RunAsync([.. Compare, "--device", "gpu"])).Returned(0);
        Assert.Contains("12 of 12 runs were stored already", gpu.Out, StringComparison.Ordinal);
        Assert.Contains("device gpu (a test's), study", gpu.Out, StringComparison.Ordinal);
        Assert.Equal(24, (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json().GetArrayLength());
    }

    [Fact]
    public async Task A_batch_that_does_not_fit_is_said_in_one_line_for_each_shape()
    {
        temper.Gpus.Opening = _ => new LockstepPool { Most = 6, FitsAtOpening = 3 };
        var result = (await temper.RunAsync([.. Compare, "--device", "gpu"])).Returned(0);
        Assert.Equal(2, result.Lines().Count(line => line == "note: 6 nets at a time do not fit into the device's memory; continuing with 3 at a time."));
    }

    [Fact]
    public async Task A_lost_device_is_exit_code_6_and_the_same_command_goes_on()
    {
        temper.Gpus.Opening = _ => new LockstepPool { Most = 3, LostAfter = 30 };
        var lost = (await temper.RunAsync([.. Compare, "--device", "gpu", "-q"])).Returned(6);
        Assert.Contains("warning: the device failed; what is finished is in ", lost.Error, StringComparison.Ordinal);
        Assert.Contains("the same command resumes from there", lost.Error, StringComparison.Ordinal);
        Assert.EndsWith("temper: the device is lost", lost.Error.TrimEnd(), StringComparison.Ordinal);

        temper.Gpus.Opening = null;
        var rest = (await temper.RunAsync([.. Compare, "--device", "gpu"])).Returned(0);
        Assert.Matches("[1-9] of 12 runs were stored already", rest.Out);
    }

    [Fact]
    public async Task Replay_takes_the_device_of_the_run_and_refuses_others()
    {
        (await temper.RunAsync([.. Compare, "--device", "gpu", "--precision", "tf32", "-q"])).Returned(0);
        var id = (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json()[0].GetProperty("id").GetString()!;
        temper.Gpus.Opened.Clear();
        Assert.Contains("the same to the bit", (await temper.RunAsync("replay", id, "--data", "small")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Equal((0, GpuPrecision.Tf32), Assert.Single(temper.Gpus.Opened));
        (await temper.RunAsync("replay", id, "--data", "small", "--device", "cpu")).Returned(3).IsOneError(id, "give --device gpu --precision tf32");
        (await temper.RunAsync("replay", id, "--data", "small", "--device", "gpu", "--precision", "fp32")).Returned(3).IsOneError(id);

        using var elsewhere = new CliRunner();
        SmallImages.WriteTo(elsewhere.Folder);
        (await elsewhere.RunAsync("replay", id, "--data", "small", "--store", temper.Folder.Sub("runs", "temper.db"))).Returned(3).IsOneError(
            $"There is no device \"gpu\", which run {id} was trained on: the driver is not there");
    }

    [Fact]
    public async Task A_run_of_the_processor_is_not_replayed_on_a_gpu()
    {
        (await temper.RunAsync([.. Compare, "-q"])).Returned(0);
        var id = (await temper.RunAsync("runs", "list", "--json")).Returned(0).Json()[0].GetProperty("id").GetString()!;
        Assert.Contains("the same to the bit", (await temper.RunAsync("replay", id, "--data", "small")).Returned(0).Out, StringComparison.Ordinal);
        Assert.Empty(temper.Gpus.Opened);
        (await temper.RunAsync("replay", id, "--data", "small", "--device", "gpu")).Returned(3).IsOneError("give --device cpu");
    }

    [Fact]
    public async Task A_training_says_its_device_in_record_and_report_and_is_another_run_than_the_processors()
    {
        var text = (await temper.RunAsync([.. Train, "--device", "gpu", "--precision", "tf32", "--out", "a"])).Returned(0).Out;
        (await temper.RunAsync([.. Train, "--device", "cpu", "--out", "b", "-q"])).Returned(0);

        var (gpu, cpu) = (RecordJson.ReadRun(temper.Folder.Sub("a", "record.json")), RecordJson.ReadRun(temper.Folder.Sub("b", "record.json")));
        Assert.Contains("device gpu (a test's), seed", text, StringComparison.Ordinal);
        Assert.Equal(("gpu-tf32", null), (gpu.Arithmetic, cpu.Arithmetic));
        Assert.Equal(cpu.WeightsHash, gpu.WeightsHash);
        Assert.NotEqual(cpu.Id, gpu.Id);
        Assert.Contains($"--data {temper.Folder.Sub("small")} --device gpu --precision tf32", File.ReadAllText(temper.Folder.Sub("a", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_training_resumes_on_its_own_device_only()
    {
        string[] call = [.. Train, "--epochs", "5"];
        var stopped = (await temper.InterruptAsync("epoch 2/5", [.. call, "--device", "gpu", "--out", "parts"])).Returned(130);
        Assert.Contains($"--data {temper.Folder.Sub("small")} --device gpu", stopped.Error, StringComparison.Ordinal);
        (await temper.RunAsync("train", "--data", "small", "--resume", "parts", "--device", "cpu")).Returned(3).IsOneError("The run in parts was trained on another device", "give --device gpu");
        (await temper.RunAsync([.. call, "--device", "cpu", "--out", "parts"])).Returned(3);
        (await temper.RunAsync("train", "--data", "small", "--resume", "parts")).Returned(0);

        (await temper.RunAsync([.. call, "--device", "gpu", "--out", "whole"])).Returned(0);
        Assert.Equal(
            RecordJson.ReadRun(temper.Folder.Sub("whole", "record.json")).WeightsHash, RecordJson.ReadRun(temper.Folder.Sub("parts", "record.json")).WeightsHash);
    }

    [Fact]
    public async Task A_chapter_goes_net_by_net_or_with_seeds_in_batches()
    {
        var pool = new LockstepPool { Most = 3 };
        temper.Gpus.Opening = _ => pool;
        string[] call = ["chapter", "--data", "small", "--protocol", "sound", "--epochs", "1", "--device", "gpu", "-q"];
        (await temper.RunAsync([.. call, "--out", "one"])).Returned(0);
        Assert.All(pool.Batches, size => Assert.Equal(1, size));

        pool.Batches.Clear();
        (await temper.RunAsync([.. call, "--experiment", "baseline", "--seeds", "4", "--out", "four"])).Returned(0);
        Assert.Equal([1, 1, 3, 1], pool.Batches);
        var record = RecordJson.ReadRun(temper.Folder.Sub("four", "sound-baseline", "record.json"));
        Assert.Equal("gpu", record.Arithmetic);
        Assert.Contains($"--seed 1 --data {temper.Folder.Sub("small")} --device gpu", File.ReadAllText(temper.Folder.Sub("four", "sound-baseline", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chapter_does_not_go_on_from_a_checkpoint_of_another_device()
    {
        string[] call = ["chapter", "--data", "small", "--experiment", "altogether", "--protocol", "sound", "--out", "parts"];
        (await temper.InterruptAsync("epoch 2/5", [.. call, "--device", "gpu"])).Returned(130);
        var refused = (await temper.RunAsync([.. call, "--device", "cpu"])).Returned(3);
        Assert.Contains("belongs to a training on \"gpu\", which is not bit-identical to the CPU", refused.Error, StringComparison.Ordinal);
        (await temper.RunAsync([.. call, "--device", "gpu"])).Returned(0);
    }

    [Fact]
    public async Task Auto_says_what_it_took_and_why()
    {
        var small = (await temper.RunAsync([.. Train, "--out", "a"])).Returned(0);
        Assert.Matches(@"device cpu \(.*; auto took the CPU because about .* s on \d+ cores? against about .* s on the GPU, Test GPU A\), seed", small.Out);
        Assert.Contains(" --device cpu", File.ReadAllText(temper.Folder.Sub("a", "report.html")), StringComparison.Ordinal);

        using var none = new CliRunner();
        SmallImages.WriteTo(none.Folder);
        Assert.Contains("; auto: the driver is not there), seed", (await none.RunAsync([.. Train, "--out", "a"])).Returned(0).Out, StringComparison.Ordinal);
        Assert.DoesNotContain("--device", File.ReadAllText(none.Folder.Sub("a", "report.html")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_uses_a_gpu_only_when_told_to()
    {
        (await temper.RunAsync([.. Train, "--device", "cpu", "--out", "a", "-q"])).Returned(0);
        string[] call = ["evaluate", "a", "--data", "small", "--json", "-q"];
        var asked = temper.Gpus.Asked;
        var onCpu = (await temper.RunAsync(call)).Returned(0).Json();
        Assert.Equal(asked, temper.Gpus.Asked);
        var onGpu = (await temper.RunAsync([.. call, "--device", "gpu"])).Returned(0).Json();
        Assert.StartsWith("gpu (", onGpu.GetProperty("device").GetString(), StringComparison.Ordinal);
        Assert.Equal(onCpu.GetProperty("testLoss").GetDouble(), onGpu.GetProperty("testLoss").GetDouble());
    }

    [Fact]
    public async Task Claims_measures_all_on_one_device()
    {
        var result = (await temper.RunAsync("claims", "--data", "small", "--epochs", "1", "--seeds", "6", "--device", "gpu", "-q")).Returned(0);
        Assert.DoesNotContain("No GPU was used", result.Out, StringComparison.Ordinal);
        Assert.Contains("not tested: one device only", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, "--precision tf32 is a GPU's", "--device", "cpu", "--precision", "tf32")]
    [InlineData(2, "expected fp32 or tf32", "--device", "gpu", "--precision", "fp16")]
    [InlineData(3, "There is no device \"gpu:1\"; there are cpu, gpu:0 (Test GPU A).", "--device", "gpu:1")]
    [InlineData(2, "There is no device \"gpu:x\"; expected auto, cpu, gpu", "--device", "gpu:x")]
    public async Task A_wrong_device_is_one_line(int exitCode, string reason, params string[] options)
    {
        foreach (var call in new string[][] { Train, Compare, ["chapter", "--data", "small"] })
        {
            (await temper.RunAsync([.. call, .. options])).Returned(exitCode).IsOneError(reason);
        }
    }

    private static IEnumerable<string?> Weights(System.Text.Json.JsonElement study) =>
        study.GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("weightsHash").GetString());
}
