using System.Text.Json;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class ChapterCommandTests : IDisposable
{
    private static readonly string[] RunFiles =
        ["confusion.svg", "curves.svg", "grid.svg", "history.csv", "model.safetensors", "record.json", "report.html", "spec.json"];

    private readonly CliRunner temper = new();

    public ChapterCommandTests() => SmallImages.WriteTo(temper.Folder);

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task The_whole_chapter_prints_nets_batches_epochs_times_tests_and_a_table()
    {
        var result = (await temper.RunAsync("chapter", "--data", "small", "--threads", "2")).Returned(0);

        Assert.StartsWith("Temper ", result.Out, StringComparison.Ordinal);
        Assert.Contains("data small (400 + 60 images", result.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("Total Mini-Batches: 2\nShape of Each Mini-Batch: [128, 20]", Lf(result.Out), StringComparison.Ordinal);
        Assert.Contains("Total Mini-Batches: 1\nShape of Each Mini-Batch: [80, 20]", Lf(result.Out), StringComparison.Ordinal);
        Assert.Contains("  (hd3): Linear(in_features=200, out_features=3, bias=True)", result.Out, StringComparison.Ordinal);
        Assert.Contains("epoch 5/5  loss ", result.Out, StringComparison.Ordinal);
        Assert.Equal(11, Count(result.Out, "Model training time: 0 min "));
        Assert.Equal(11, Count(result.Out, "Of 60 test images the model guessed "));
        Assert.Contains("Results on small", result.Out, StringComparison.Ordinal);
        Assert.Contains("note: Q2: validation ran in training mode", result.Out, StringComparison.Ordinal);
        Assert.Contains("note: Every epoch leaves out 64 of the training rows", result.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', result.Out);
        Assert.Equal("", result.Error);
    }

    [Fact]
    public async Task Every_experiment_leaves_its_folder_and_the_chapter_a_report()
    {
        (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--out", "there", "-q")).Returned(0);

        var files = temper.Folder.Files().Where(file => file.StartsWith("there/", StringComparison.Ordinal)).ToList();
        foreach (var run in new[] { "chapter-baseline", "chapter-altogether", "sound-l2", "sound-l2-adam" })
        {
            Assert.Equal(RunFiles, files.Where(file => file.StartsWith($"there/{run}/", StringComparison.Ordinal)).Select(file => Path.GetFileName(file)));
        }

        Assert.Contains("there/report.html", files);
        Assert.Contains("small", await File.ReadAllTextAsync(temper.Folder.Sub("there", "chapter-baseline", "curves.svg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(1, RecordJson.ReadRun(temper.Folder.Sub("there", "sound-altogether", "record.json")).Epochs);
    }

    [Fact]
    public async Task Json_is_one_document_on_standard_output_with_the_promised_fields()
    {
        var result = (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--experiment", "altogether", "--protocol", "chapter", "--json")).Returned(0);

        var run = result.Json().GetProperty("experiments")[0];
        foreach (var field in new[]
        {
            "dataset", "protocol", "seed", "device", "epochs", "steps", "loss", "trainScore", "validScore", "testScore", "wrong", "parameters",
            "trainSeconds", "validSeconds", "spec",
        })
        {
            Assert.True(run.TryGetProperty(field, out _), $"{field} is missing");
        }

        Assert.Equal(("small", "chapter", 2), (run.GetProperty("dataset").GetString(), run.GetProperty("protocol").GetString(), run.GetProperty("steps").GetInt32()));
        Assert.Equal(1, run.GetProperty("loss").GetArrayLength());
        Assert.Contains("Q4", run.GetProperty("quirks").EnumerateArray().Select(quirk => quirk.GetString()));
        Assert.Contains("Results on small", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_seeds_give_mean_deviation_and_extremes()
    {
        var result = (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--experiment", "baseline", "--protocol", "sound", "--seeds", "3", "--seed", "5", "--threads", "2", "--out", "many")).Returned(0);

        Assert.Contains("Std. dev.", result.Out, StringComparison.Ordinal);
        var chapter = JsonDocument.Parse(await File.ReadAllTextAsync(temper.Folder.Sub("many", "record.json"), TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal([5, 6, 7], chapter.GetProperty("experiments").EnumerateArray().Select(run => run.GetProperty("seed").GetInt32()));
        var accuracies = chapter.GetProperty("experiments").EnumerateArray().Select(run => run.GetProperty("testScore").GetDouble()).ToList();
        var row = chapter.GetProperty("summary")[0];
        Assert.Equal(accuracies.Average(), row.GetProperty("mean").GetDouble(), 9);
        Assert.Equal(accuracies.Max(), row.GetProperty("maximum").GetDouble());
        Assert.Equal(3, temper.Folder.Files().Count(file => file.StartsWith("many/seeds/", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_same_call_gives_the_same_bits_and_one_thread_or_two_make_no_difference()
    {
        string[] call = ["chapter", "--data", "small", "--epochs", "1", "--experiment", "altogether", "--protocol", "both", "--json", "-q"];
        var one = (await temper.RunAsync([.. call, "--threads", "1"])).Returned(0).Json();
        var two = (await temper.RunAsync([.. call, "--threads", "2"])).Returned(0).Json();

        Assert.Equal(one.GetProperty("id").GetString(), two.GetProperty("id").GetString());
        Assert.Equal(Hashes(one), Hashes(two));
        Assert.Equal(2, Hashes(one).Distinct().Count());
    }

    [Fact]
    public async Task A_quirk_can_be_switched_off_and_the_record_says_so()
    {
        var run = (await temper.RunAsync("chapter", "--data", "small", "--epochs", "1", "--experiment", "batchnorm", "--protocol", "chapter", "--quirk", "Q4=off", "--quirk", "q2=off", "--json", "-q"))
            .Returned(0).Json().GetProperty("experiments")[0];

        var on = run.GetProperty("quirks").EnumerateArray().Select(quirk => quirk.GetString()).ToList();
        Assert.DoesNotContain("Q4", on);
        Assert.DoesNotContain("Q2", on);
        Assert.Contains("Q7", on);
        var types = run.GetProperty("spec").GetProperty("layers").EnumerateArray().Select(layer => layer.GetProperty("type").GetString());
        Assert.Equal("Linear BatchNorm1d ReLU Linear BatchNorm1d ReLU Linear ReLU Linear", string.Join(' ', types));
    }

    [Fact]
    public async Task Without_data_and_network_the_built_in_set_stands_in_and_is_named_everywhere()
    {
        var result = (await temper.RunAsync("chapter", "--epochs", "1", "--experiment", "baseline", "--protocol", "chapter", "--out", "drawn")).Returned(0);

        Assert.Contains("garments", result.Lines()[0], StringComparison.Ordinal);
        Assert.Contains("Results on garments", result.Out, StringComparison.Ordinal);
        Assert.Contains("NOT Fashion-MNIST", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("fashion-mnist", result.Out, StringComparison.Ordinal);
        foreach (var file in new[] { "record.json", "report.html", "chapter-baseline/record.json", "chapter-baseline/report.html", "chapter-baseline/curves.svg", "chapter-baseline/grid.svg", "chapter-baseline/confusion.svg" })
        {
            Assert.Contains("garments", await File.ReadAllTextAsync(temper.Folder.Sub(["drawn", .. file.Split('/')]), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Data_asked_for_by_name_and_not_to_be_had_are_an_error()
    {
        (await temper.RunAsync("chapter", "--data", "fashion-mnist")).Returned(3).IsOneError("fashion-mnist", "TEMPER_DATA", "https://", "garments");
    }

    [Theory]
    [InlineData(2, "no experiment \"x\"", "--experiment", "x")]
    [InlineData(2, "no protocol \"x\"", "--protocol", "x")]
    [InlineData(2, "no quirk \"Q77\"", "--quirk", "Q77=on")]
    [InlineData(2, "--epochs must be at least 1", "--epochs", "0")]
    [InlineData(2, "--seeds must be at least 1", "--seeds", "0")]
    [InlineData(2, "--threads must be from 1", "--threads", "0")]
    [InlineData(3, "There is no device \"gpu\"", "--device", "gpu")]
    [InlineData(2, "expected a whole number", "--epochs", "five")]
    public async Task A_wrong_option_is_one_line(int exitCode, string reason, string option, string value)
    {
        (await temper.RunAsync("chapter", "--data", "small", option, value)).Returned(exitCode).IsOneError(reason);
    }

    [Fact]
    public async Task An_interrupted_chapter_goes_on_when_called_again()
    {
        string[] call = ["chapter", "--data", "small", "--experiment", "altogether", "--protocol", "sound"];
        (await temper.RunAsync([.. call, "--out", "whole"])).Returned(0);

        var stopped = (await temper.InterruptAsync("epoch 2/5", [.. call, "--out", "parts"])).Returned(130);
        var resumed = (await temper.RunAsync([.. call, "--out", "parts"])).Returned(0);

        Assert.Contains("to resume: the same command again", stopped.Error, StringComparison.Ordinal);
        Assert.Contains("resuming from", resumed.Out, StringComparison.Ordinal);
        Assert.Equal(
            RecordJson.ReadRun(temper.Folder.Sub("whole", "sound-altogether", "record.json")).WeightsHash,
            RecordJson.ReadRun(temper.Folder.Sub("parts", "sound-altogether", "record.json")).WeightsHash);
    }

    [Fact]
    public async Task A_folder_with_another_run_is_not_overwritten()
    {
        string[] call = ["chapter", "--data", "small", "--epochs", "1", "--experiment", "baseline", "--protocol", "sound", "--out", "mine", "-q"];
        (await temper.RunAsync(call)).Returned(0);
        (await temper.RunAsync(call)).Returned(0);

        (await temper.RunAsync([.. call, "--seed", "2"])).Returned(3).IsOneError("already holds another run");
    }

    [Fact]
    public async Task A_terminal_with_colours_gets_curves_and_pictures_and_NO_COLOR_does_not()
    {
        temper.IsTerminal = true;
        string[] call = ["chapter", "--data", "small", "--epochs", "2", "--experiment", "baseline", "--protocol", "sound"];

        var coloured = (await temper.RunAsync(call)).Returned(0);
        var plain = (await temper.With("NO_COLOR", "1").RunAsync(call)).Returned(0);

        Assert.Contains('▀', coloured.Out);
        Assert.Contains("Accuracy (%)", coloured.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', plain.Out + plain.Error);
        Assert.DoesNotContain('▀', plain.Out);
    }

    private static List<string?> Hashes(JsonElement chapter) =>
        [.. chapter.GetProperty("experiments").EnumerateArray().Select(run => run.GetProperty("weightsHash").GetString())];

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Lf(string text) => text.ReplaceLineEndings("\n");
}
