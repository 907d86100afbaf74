using Temper.Data;
using Temper.Devices;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>What is typed, or stands in a file, can ask for anything; it is bounded, and the line names the bound.</summary>
public sealed class LimitTests : IDisposable
{
    private static readonly HostMemory Gigabyte = new(() => new MemoryFigures(2_000_000_000, 1_000_000_000));

    private readonly CliRunner temper = new();

    public LimitTests() => SmallImages.WriteTo(temper.Folder);

    /// <summary>Calls, their exit code and what the line says.</summary>
    public static TheoryData<string, int, string> Calls => new()
    {
        { "train --hidden 20000,20000", 3, "This training (400,260,010 parameters, their gradients and 2 states of Adam) needs " },
        { "train --hidden 20000,20000 --optimizer SGD", 3, "and 0 states of SGD) needs " },
        { "train --hidden 2147483647", 2, "the most is 2147483647" },
        { "train --hidden 5000000 --epochs 1", 3, "memory" },
        { $"train --hidden {string.Join(',', Enumerable.Repeat("2", 500))}", 2, "at most 1000 layers (activations and dropout count too), received 1001" },
        { "train --epochs 2147483647", 2, "at most 1000000 epochs, received 2147483647" },
        { "train --spec many.json", 3, "many.json: A net has at most 1000 layers (activations and dropout count too), received 100001" },
        { "train --spec deep.json", 3, "deep.json: " },
        { "compare baseline many.json", 3, "at most 1000 layers" },
        { "compare baseline batchnorm --seeds 1000000", 2, "1000000 seeds of 2 nets are 2000000 trainings, the most is 1000000" },
        { "compare baseline batchnorm --seeds 400000", 3, "The list of 800000 trainings (400000 seeds of 2 nets) with their results needs " },
        { "compare baseline batchnorm --until-decided --open-ended --max-seeds 600000", 2, "the most is 1000000" },
        { $"compare {string.Join(' ', Enumerable.Range(1, 1001).Select(i => $"lr=0.{i:0000}"))}", 2, "at most 1000 arms, received 1001" },
        { "factorial --factors dropout,l2 --seeds 300000", 2, "1200000 trainings" },
        { "claims --seeds 1000000", 2, "trainings, the most is 1000000" },
        { "chapter --seeds 1000000", 2, "trainings, the most is 1000000" },
        { "train --data small --max-bytes 8000", 3, "the headers of its files promise more than the 8000 bytes that a data set may have at most; allow more bytes if this is the right data set (--max-bytes N)." },
        { "data info small --max-bytes 10", 3, "400 x 5 x 4 = 8000 bytes, and a data set may have at most 10; " },
        { "data show small --max-bytes 10", 3, "(--max-bytes N)." },
        { "compare baseline batchnorm --data small --max-bytes 10", 3, "(--max-bytes N)." },
        { "chapter --data small --max-bytes 10", 3, "(--max-bytes N)." },
        { "train --max-bytes 0", 2, "--max-bytes must be at least 1" },
    };

    public void Dispose() => temper.Dispose();

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task It_is_refused_in_one_line_with_the_limit(string call, int exitCode, string line)
    {
        temper.Folder.Write("many.json", System.Text.Encoding.UTF8.GetBytes(
            $$"""{"layers":[{{string.Concat(Enumerable.Repeat("""{"type":"ReLU"},""", 100_000))}}{"type":"Linear","outFeatures":3}]}"""));
        temper.Folder.Write("deep.json", [.. Enumerable.Repeat((byte)'[', 1_000_000)]);
        temper.Memory = Gigabyte;

        var result = await temper.RunAsync(call.Split(' '));

        result.Returned(exitCode).IsOneError(line);
        Assert.Empty(temper.Mirror.Asked);
        Assert.DoesNotContain(temper.Folder.Files(), file => file.Contains("runs", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_benchmark_refuses_such_data_too() =>
        Assert.Contains("(--max-bytes N).", (await temper.RunAsync("bench", "--quick", "--data", "small", "--max-bytes", "10")).Returned(3).Error, StringComparison.Ordinal);

    [Fact]
    public void Every_command_that_takes_data_takes_their_bound()
    {
        var leaves = CommandTree.Leaves().ToList();
        Assert.All(leaves, leaf => Assert.Equal(Has(leaf, "--data"), Has(leaf, "--max-bytes") && !leaf.Path.StartsWith("data ", StringComparison.Ordinal)));
        Assert.Equal(["data info", "data fetch", "data show"], leaves.Where(leaf => leaf.Path.StartsWith("data ", StringComparison.Ordinal) && Has(leaf, "--max-bytes")).Select(leaf => leaf.Path));

        static bool Has((string Path, System.CommandLine.Command Command) leaf, string option) => leaf.Command.Options.Any(one => one.Name == option);
    }

    [Fact]
    public async Task What_is_printed_to_repeat_a_command_has_the_bound_that_was_given()
    {
        string[] data = ["--data", "small", "--max-bytes", "2000000000", "-q", "--epochs", "1"];
        (await temper.RunAsync(["train", "--hidden", "4", "--out", "a", .. data])).Returned(0);
        (await temper.RunAsync(["chapter", "--experiment", "baseline", "--protocol", "sound", "--out", "b", .. data])).Returned(0);
        (await temper.RunAsync(["compare", "baseline", "batchnorm", "--seeds", "6", "--out", "c", "--store", "s.db", .. data])).Returned(0);
        foreach (var page in new[] { "a/report.html", "b/report.html", "b/sound-baseline/report.html", "c/report.html" })
        {
            Assert.Contains(" --max-bytes 2000000000", await File.ReadAllTextAsync(temper.Folder.Sub(page), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        var stopped = await temper.InterruptAsync("epoch 1/3", "train", "--data", "small", "--max-bytes", "2000000000", "--epochs", "3", "--hidden", "4", "--out", "d");
        Assert.Contains("--max-bytes 2000000000", stopped.Error, StringComparison.Ordinal);
        (await temper.RunAsync("train", "--resume", "d", "--max-bytes", "2000000000", "-q")).Returned(0);
    }

    [Fact]
    public async Task A_study_that_has_room_for_one_training_at_a_time_says_so_and_finds_the_same()
    {
        string[] study = ["compare", "baseline", "batchnorm", "--data", "small", "--epochs", "1", "--seeds", "6", "--threads", "2", "--json"];
        var wide = (await temper.RunAsync([.. study, "--store", "wide.db", "--out", "wide"])).Returned(0);
        Assert.DoesNotContain("side by side: each needs", wide.Error, StringComparison.Ordinal);

        var dataset = IdxFolder.Load(temper.Folder.Sub("small"), TestContext.Current.CancellationToken);
        using var measuring = new CpuDevice();
        var one = Arms.Read(["baseline", "batchnorm"], new ArmSettings(Protocol.Sound, 3), "").Max(arm => TrainerMemory.Of(arm.Spec, dataset, measuring).ModelTrainingBytes);
        temper.Memory = new HostMemory(() => new MemoryFigures(2 * one, (2 * one) - 1));
        var tight = (await temper.RunAsync([.. study, "--store", "tight.db", "--out", "tight"])).Returned(0);
        Assert.Contains("1 instead of 2 trainings side by side: each needs", tight.Error.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(
            wide.Json().GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()),
            tight.Json().GetProperty("runs").EnumerateArray().Select(run => run.GetProperty("id").GetString()));

        temper.Memory = new HostMemory(() => new MemoryFigures(1_000_000, 1_000_000));
        (await temper.RunAsync([.. study, "--store", "none.db", "--out", "none"])).Returned(3).IsOneError("needs ", " of memory, but this machine has 1 MB");
        Assert.False(Directory.Exists(temper.Folder.Sub("none")));
    }

    [Fact]
    public async Task What_only_just_fits_is_trained_with_a_warning()
    {
        var calls = new[] { "train", "--data", "small", "--epochs", "1", "--hidden", "64", "-q" };
        (await temper.RunAsync([.. calls, "--out", "a"])).Returned(0);
        var needed = 0L;
        temper.Memory = new HostMemory(() => new MemoryFigures(needed, needed));
        while ((await temper.RunAsync([.. calls, "--out", "b"])) is { ExitCode: 3 })
        {
            needed += 50_000;
        }

        Assert.Equal(Record("a"), Record("b"));
        Directory.Delete(temper.Folder.Sub("b"), recursive: true);
        Assert.Contains("nearly all there is", (await temper.RunAsync([.. calls, "--out", "b"])).Returned(0).Error.ReplaceLineEndings(" "), StringComparison.Ordinal);

        string Record(string folder) => RecordJson.ReadRun(temper.Folder.Sub(folder, "record.json")).WeightsHash;
    }
}
