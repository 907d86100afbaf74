using System.Text.Json;
using System.Xml.Linq;
using Temper.Cli.Commands.Bench;
using Temper.Cli.Options;
using Temper.Devices.Cpu;
using Temper.Lab.Benchmarks;
using Temper.Tests.Devices;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class BenchTests : IDisposable
{
    private readonly CliRunner temper = new();

    public BenchTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Tables_of_memory_peak_and_nets_are_printed()
    {
        var result = (await temper.RunAsync("bench", "--data", "small", "--epochs", "1", "--threads", "2")).Returned(0);

        Assert.StartsWith("Temper ", result.Out, StringComparison.Ordinal);
        Assert.StartsWith("Data small (", result.Lines()[1], StringComparison.Ordinal);
        Assert.Contains("400 training images of which a fifth validates, batch 128", result.Lines()[1], StringComparison.Ordinal);
        foreach (var start in new[] { "Memory ", "1 thread ", "2 threads ", "FMA peak ", "Net ", "baseline ", "altogether ", "ms/step: ", "Trainings/min: " })
        {
            Assert.Contains(result.Lines(), line => line.StartsWith(start, StringComparison.Ordinal));
        }

        Assert.Equal(3, result.Lines().Count(line => line.StartsWith("baseline ", StringComparison.Ordinal)));
        Assert.DoesNotContain(result.Lines(), line => line.EndsWith(' '));
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Json_is_one_document_with_the_promised_fields()
    {
        var result = (await temper.RunAsync("bench", "--data", "small", "--quick", "--threads", "2", "--batch", "32", "--instruction-set", "scalar", "--json")).Returned(0);

        var facts = result.Json();
        Assert.Equal(
            ["program", "machine", "finished", "dataset", "datasetSource", "images", "batchSize", "threads", "skipsZeros", "rounds", "bandwidth", "peaks", "steps"],
            Names(facts));
        Assert.Equal(("small", 80, 32, 2, 1), (
            facts.GetProperty("dataset").GetString(), facts.GetProperty("images").GetInt32(), facts.GetProperty("batchSize").GetInt32(),
            facts.GetProperty("threads").GetInt32(), facts.GetProperty("rounds").GetInt32()));
        Assert.Equal(["threads", "read", "triad"], Names(facts.GetProperty("bandwidth")[1]));
        Assert.Equal(["instructionSet", "threads", "gflops", "probes"], Names(facts.GetProperty("peaks")[0]));
        Assert.Equal(6, facts.GetProperty("steps").GetArrayLength());
        var step = facts.GetProperty("steps")[2];
        Assert.Equal(
            [
                "experiment", "instructionSet", "nets", "threadsPerNet", "stepsPerEpoch", "stepMegaflop", "epochMegaflop", "epochSeconds",
                "millisecondsPerStep", "gflops", "shareOfPeak", "trainingsPerMinute",
            ],
            Names(step));
        Assert.Equal(("baseline", "Scalar", 2, 1, 2), (
            step.GetProperty("experiment").GetString(), step.GetProperty("instructionSet").GetString(), step.GetProperty("nets").GetInt32(),
            step.GetProperty("threadsPerNet").GetInt32(), step.GetProperty("stepsPerEpoch").GetInt32()));

        // Two classes more or less do not matter here: 20-200-200-200-3.
        Assert.Equal(2 * 32 * (2 * 84_600 + 80_600) / 1e6, step.GetProperty("stepMegaflop").GetDouble(), 9);
        Assert.Contains("FMA peak", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_instruction_sets_stand_in_one_table()
    {
        var facts = (await temper.RunAsync("bench", "--data", "small", "--all-instruction-sets", "--epochs", "1", "--threads", "1", "--json", "-q")).Returned(0).Json();
        var sets = InstructionSetChoice.Available.Select(set => set.ToString()).ToList();
        Assert.Equal(InstructionSets.Best.ToString(), sets[0]);
        Assert.Equal("Scalar", sets[^1]);
        Assert.Equal(sets, facts.GetProperty("peaks").EnumerateArray().Select(peak => peak.GetProperty("instructionSet").GetString()));
        Assert.Equal(sets.SelectMany(set => new[] { set, set }), facts.GetProperty("steps").EnumerateArray().Select(step => step.GetProperty("instructionSet").GetString()));
    }

    [Fact]
    public async Task Without_Fashion_MNIST_the_built_in_data_are_taken_said_and_nothing_fetched()
    {
        var result = (await temper.RunAsync("bench", "--quick", "--threads", "1")).Returned(0);
        Assert.Contains("fashion-mnist is not here (temper data fetch fashion-mnist)", result.Lines()[1], StringComparison.Ordinal);
        Assert.StartsWith("Data garments (built in), 12000 training images", result.Lines()[2], StringComparison.Ordinal);
        Assert.DoesNotContain("Fetching", result.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scaling_prints_a_table_per_sweep_and_draws_it()
    {
        var result = (await temper.RunAsync("bench", "--scaling", "--quick", "--sweep", "depth", "--svg", "pictures", "--json")).Returned(0);

        var facts = result.Json();
        Assert.Equal(["program", "machine", "finished", "skipsZeros", "peak", "curves", "pictures"], Names(facts));
        var curve = facts.GetProperty("curves").EnumerateArray().Single();
        Assert.Equal(["sweep", "axis", "net", "points"], Names(curve));
        Assert.Equal(Enumerable.Range(1, 16), curve.GetProperty("points").EnumerateArray().Select(point => point.GetProperty("size").GetInt32()));
        Assert.Equal(
            ["size", "stepMegaflop", "microsecondsPerStep", "gflops", "shareOfPeak", "relativeToNeighbours", "isCliff"],
            Names(curve.GetProperty("points")[1]));
        Assert.Equal(JsonValueKind.Null, curve.GetProperty("points")[0].GetProperty("relativeToNeighbours").ValueKind);
        var picture = temper.Folder.Sub("pictures", "scaling-depth.svg");
        Assert.Equal(picture, facts.GetProperty("pictures")[0].GetString());
        Assert.Contains("hidden layers of 200", XDocument.Load(picture).ToString(), StringComparison.Ordinal);
        Assert.Contains("depth: 784-200-...-200-10, batch 128", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Predictions_are_timed_for_each_net_batch_and_number_of_threads()
    {
        var result = (await temper.RunAsync("bench", "--prediction", "--quick", "--data", "small", "--threads", "2", "--json")).Returned(0);

        var facts = result.Json();
        Assert.Equal(["program", "machine", "finished", "dataset", "datasetSource", "instructionSet", "points"], Names(facts));
        var points = facts.GetProperty("points").EnumerateArray().ToList();
        var images = points.Max(point => point.Whole("batch"));
        Assert.Equal(
            from net in new[] { "baseline", "altogether" } from threads in new[] { 1, 2 } from batch in new[] { 1, 32, images } select (net, threads, batch),
            points.Select(point => (point.Text("net"), point.Whole("threads"), point.Whole("batch"))));
        Assert.Equal(["net", "batch", "threads", "candidate", "microsecondsPerCall", "imagesPerSecond", "rounds"], Names(points[0]));
        Assert.All(points, point =>
        {
            Assert.Equal(3, point.Numbers("rounds").Length);
            Assert.Equal(point.Numbers("rounds").Order().ElementAt(1), point.Number("microsecondsPerCall"));
            Assert.Equal(1e6 * point.Whole("batch") / point.Number("microsecondsPerCall"), point.Number("imagesPerSecond"), 1e-6 * point.Number("imagesPerSecond"));
        });
        Assert.Contains("us/call", result.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cpu", "fp32")]
    [InlineData("gpu", "tf32")]
    public async Task Whole_trainings_are_timed_on_a_device(string device, string precision)
    {
        var pool = new LockstepPool { Most = 3 };
        using var runner = new CliRunner { Gpus = new FakeGpus { Count = 1, Opening = _ => pool } };
        SmallImages.WriteTo(runner.Folder);
        var result = (await runner.RunAsync(
            "bench", "--data", "small", "--device", device, "--precision", precision, "--replicas", "3", "--experiments", "altogether",
            "--epochs", "2", "--rounds", "2", "--json")).Returned(0);

        var facts = result.Json();
        Assert.Equal(
            [
                "program", "machine", "finished", "dataset", "datasetSource", "images", "batchSize", "experiment", "device", "description", "precision",
                "replicas", "epochs", "rounds", "median", "netsPerSecond", "validScore",
            ],
            Names(facts));
        Assert.Equal((device, precision, "altogether", 3, 2, 400), (
            facts.Text("device"), facts.Text("precision"), facts.Text("experiment"), facts.Whole("replicas"), facts.Whole("epochs"), facts.Whole("images")));
        var rounds = facts.GetProperty("rounds").EnumerateArray().Select(round => round.Number("seconds")).ToList();
        Assert.Equal(2, rounds.Count);
        Assert.Equal(rounds.Average(), facts.Number("median"), 1e-9);
        Assert.Equal(3 / facts.Number("median"), facts.Number("netsPerSecond"), 1e-6);
        Assert.InRange(facts.Number("validScore"), 1, 100);
        Assert.Contains(result.Error.Split('\n'), line => line.StartsWith("altogether ", StringComparison.Ordinal));

        // One round more than was asked for: the first warms up.
        Assert.Equal(device == "gpu" ? [3, 3, 3] : [], pool.Batches);
    }

    [Fact]
    public async Task Progress_is_shown_on_a_terminal_and_Ctrl_C_ends_it()
    {
        temper.IsTerminal = true;
        var result = (await temper.InterruptAsync("Data small", "bench", "--data", "small", "--epochs", "100")).Returned(130);
        Assert.Contains("bench ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Net ", result.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--instruction-set avx", 2, "\"avx\"", "avx512, avx2, vector128, scalar")]
    [InlineData("--instruction-set 1", 2, "\"1\"")]
    [InlineData("--instruction-set scalar --all-instruction-sets", 2, "--instruction-set", "--all-instruction-sets")]
    [InlineData("--threads 0", 2, "--threads", "0")]
    [InlineData("--batch-size 0", 2, "--batch-size", "0")]
    [InlineData("--epochs 0", 2, "--epochs", "0")]
    [InlineData("--epochs 1 --seconds 2", 2, "--epochs", "--seconds")]
    [InlineData("--seconds 0", 2, "--seconds", "0")]
    [InlineData("--seconds NaN", 2, "--seconds")]
    [InlineData("--sweep batch", 2, "--sweep", "--scaling")]
    [InlineData("--svg there", 2, "--svg", "--scaling")]
    [InlineData("--scaling --threads 2", 2, "--threads", "--scaling")]
    [InlineData("--scaling --data small", 2, "--data", "--scaling")]
    [InlineData("--prediction --scaling", 2, "--scaling", "--prediction")]
    [InlineData("--prediction --batch 32", 2, "--batch", "--prediction")]
    [InlineData("--replicas 2", 2, "--replicas", "--device")]
    [InlineData("--rounds 2", 2, "--rounds", "--device")]
    [InlineData("--precision tf32", 2, "--precision", "--device")]
    [InlineData("--device cpu --quick", 2, "--quick", "--device")]
    [InlineData("--device cpu --precision tf32", 2, "--precision tf32 is a GPU's")]
    [InlineData("--device cpu --replicas 0", 2, "--replicas", "0")]
    [InlineData("--device auto", 2, "--device auto", "cpu, gpu or gpu:N")]
    [InlineData("--device gpu", 3, "There is no device \"gpu\": the driver is not there")]
    [InlineData("--device cpu --experiment nothing", 2, "\"nothing\"", "altogether")]
    [InlineData("--scaling --sweep height", 2, "\"height\"", "inputs")]
    [InlineData("--data nowhere/at/all -q", 3, "nowhere")]
    [InlineData("--data small --batch 500 -q", 3, "500")]
    public async Task Wrong_options_are_one_error(string options, int exitCode, params string[] parts) =>
        (await temper.RunAsync(["bench", .. options.Split(' ')])).Returned(exitCode).IsOneError(parts);

    [Fact]
    public async Task A_picture_folder_that_cannot_be_made_is_told_before_anything_is_measured()
    {
        temper.Folder.Write("file", [1]);
        (await temper.RunAsync("bench", "--scaling", "--svg", "file/below")).Returned(5).IsOneError("file");
    }

    [Fact]
    public void Peaks_that_cast_doubt_on_the_other_figures_are_noted()
    {
        Assert.Empty(BenchNotes.Of([new PeakResult("Avx2", 1, 100, [95, 100]), new PeakResult("Avx2", 2, 190, [180, 190])]));
        Assert.Contains("differ by 50%", Assert.Single(BenchNotes.Of([new PeakResult("Avx2", 1, 100, [50, 100])])), StringComparison.Ordinal);
        var busy = Assert.Single(BenchNotes.Of([new PeakResult("Avx2", 1, 100, [100]), new PeakResult("Avx2", 4, 210, [210])]));
        Assert.Contains("with Avx2 4 threads together have 2.1 times the peak of one", busy, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Names(JsonElement element) => element.EnumerateObject().Select(property => property.Name);
}
