using System.Text.Json;
using System.Text.RegularExpressions;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Running;
using Temper.Lab.Runs;
using Temper.Layers;
using Temper.Tests.Data;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Cli;

public sealed class EvaluateTests
{
    [Fact]
    public async Task Of_many_classes_the_pairs_confused_most_often_are_listed()
    {
        using var temper = new CliRunner();
        byte[] labels = [.. Enumerable.Range(0, 300).Select(i => (byte)(i % 25))];
        LabelledImages.WriteTo(temper.Folder, "many", labels, labels);
        var run = TinyModels.Save(temper, TinyModels.Random("many", 4, 4, classes: 25));
        var result = (await temper.RunAsync("evaluate", run, "--data", "many")).Returned(0);
        var lines = result.Lines();
        var head = Array.FindIndex(lines, line => line.StartsWith("Classes taken for others most often: 20 of ", StringComparison.Ordinal));
        var counts = lines.Skip(head + 3).Take(20).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToList();
        Assert.All(counts, cells => Assert.Equal((4, "12"), (cells.Length, cells[3])));
        Assert.All(counts, cells => Assert.NotEqual(cells[0], cells[1]));
        Assert.Equal(counts.Select(cells => int.Parse(cells[2])).OrderDescending(), counts.Select(cells => int.Parse(cells[2])));
        Assert.DoesNotContain(lines, line => line.StartsWith("Confusion:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_scores_are_those_of_the_guesses()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine"));
        var result = (await temper.RunAsync("evaluate", run, "--data", "mine", "--json")).Returned(0);
        var record = result.Json();
        var confusion = record.GetProperty("confusion").EnumerateArray().Select(row => Enumerable.Range(0, 3)
            .Select(guess => row.TryGetProperty($"{guess}", out var rows) ? rows.GetInt32() : 0).ToArray()).ToArray();
        Assert.Equal([1, 1, 1], confusion.Select(row => row.Sum()));
        var right = confusion[0][0] + confusion[1][1] + confusion[2][2];
        Assert.Equal(3 - right, record.GetProperty("wrong").GetInt32());
        Assert.Equal(3, record.GetProperty("testRows").GetInt32());
        Assert.Equal(100.0 * right / 3, record.GetProperty("testScore").GetDouble(), 9);
        Assert.True(record.GetProperty("testLoss").GetDouble() > 0);
        Assert.Equal(["a", "b", "c"], record.GetProperty("classNames").EnumerateArray().Select(name => name.GetString()!));
        var scores = record.GetProperty("classes").EnumerateArray().ToArray();
        for (var c = 0; c < 3; c++)
        {
            var guessed = confusion.Sum(row => row[c]);
            var precision = scores[c].GetProperty("precision");
            Assert.Equal(guessed == 0, precision.ValueKind == JsonValueKind.Null);
            Assert.True(guessed == 0 || Math.Abs(((double)confusion[c][c] / guessed) - precision.GetDouble()) < 1e-9);
            Assert.Equal(confusion[c][c], scores[c].GetProperty("recall").GetDouble(), 9);
            Assert.Equal(1, scores[c].GetProperty("images").GetInt32());
        }

        foreach (var name in (string[])["version", "model", "weightsHash", "parameters", "trainedOn", "dataset", "datasetHash", "datasetSource", "datasetOrigin", "trainedOnHash", "isSameData", "notes", "device", "scaledByTestSet", "scaledFrom", "program", "machine", "finished"])
        {
            Assert.True(record.TryGetProperty(name, out _), name);
        }
    }

    [Theory]
    [InlineData(ScalerFit.Train)]
    [InlineData(ScalerFit.EachSplit)]
    public async Task A_runs_own_test_is_repeated(ScalerFit fit)
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var dataset = IdxFolder.Load(temper.Folder.Sub("mine"), TestContext.Current.CancellationToken);
        var spec = new TrainSpec { Layers = [new Linear(4), new ReLU(), new Linear(3)], BatchSize = 128, DropLast = false, ValidFraction = 0.2, ScalerFit = fit };
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, dataset, device, TimeProvider.System);
        var run = Runner.Run(
            trainer, new RunRequest("own", Protocol.Own, "Own", [], spec), dataset, device, TimeProvider.System, cancellationToken: TestContext.Current.CancellationToken);
        var folder = TinyModels.Save(temper, run.Model);
        var record = (await temper.RunAsync("evaluate", folder, "--data", "mine", "--json")).Returned(0).Json();
        Assert.Equal(run.Record.TestLoss, record.GetProperty("testLoss").GetDouble());
        Assert.Equal(run.Record.Wrong, record.GetProperty("wrong").GetInt32());
        Assert.Equal(run.Record.WeightsHash, record.GetProperty("weightsHash").GetString());
        Assert.Equal(run.Record.DatasetHash, record.GetProperty("datasetHash").GetString());
    }

    [Fact]
    public async Task Files_lie_beside_the_model_and_json_is_evaluation_json()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "data/fashion-mnist/");
        temper.With("TEMPER_DATA", temper.Folder.Sub("data"));
        var run = TinyModels.Save(temper, TinyModels.Random());
        var result = (await temper.RunAsync("evaluate", run + "/model.safetensors", "--json")).Returned(0);
        Assert.Equal(
            ["run/evaluation-fashion-mnist/confusion.svg", "run/evaluation-fashion-mnist/evaluation.json", "run/evaluation-fashion-mnist/grid.svg", "run/model.safetensors"],
            temper.Folder.Files().Where(file => file.StartsWith("run/", StringComparison.Ordinal)));
        Assert.Equal(File.ReadAllText(temper.Folder.Sub("run", "evaluation-fashion-mnist", "evaluation.json")), result.Out.TrimEnd());
        Assert.Contains(temper.Folder.Sub("run", "evaluation-fashion-mnist"), result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("warning", result.Error, StringComparison.Ordinal);
        Assert.Empty(temper.Mirror.Asked);
    }

    [Fact]
    public async Task People_read_scores_and_the_matrix_and_quiet_leaves_the_rest_out()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine"));
        var full = (await temper.RunAsync("evaluate", run, "--data", "mine", "--out", "there")).Returned(0);
        Assert.Contains("Of 3 test images the model guessed", full.Out, StringComparison.Ordinal);
        Assert.Contains("Precision %", full.Out, StringComparison.Ordinal);
        Assert.Contains("True class", full.Out, StringComparison.Ordinal);
        Assert.Contains(temper.Folder.Sub("there"), full.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(temper.Folder.Sub("there", "grid.svg")));
        var quiet = (await temper.RunAsync("evaluate", run, "--data", "mine", "--out", "there", "--quiet")).Returned(0);
        Assert.Equal("", quiet.Error);
        Assert.StartsWith("Of 3 test images", quiet.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(temper.Folder.Path, quiet.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_data_than_the_model_was_trained_on_are_warned_of()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random());
        var result = (await temper.RunAsync("evaluate", run, "--data", "mine")).Returned(0);
        Assert.Contains("warning: the model was trained on fashion-mnist, the test images are of mine", result.Error, StringComparison.Ordinal);
        Assert.True(Directory.Exists(temper.Folder.Sub("run", "evaluation-mine")));
    }

    [Fact]
    public async Task A_model_that_scales_each_set_gets_the_test_set_scaled_by_itself_and_says_so()
    {
        using var temper = new CliRunner();
        var pixels = new byte[18];
        Array.Fill<byte>(pixels, 100);
        pixels[4] = 40;
        byte[][] files = [TinyData.Files[0], TinyData.Files[1], IdxBytes.Make([3, 3, 2], pixels), TinyData.Files[3]];
        foreach (var (name, bytes) in TinyData.Names.Zip(files))
        {
            temper.Folder.Write("mine/" + name, bytes);
        }

        var run = TinyModels.Save(temper, TinyModels.Random("mine", scalesEachSet: true));
        var result = (await temper.RunAsync("evaluate", run, "--data", "mine", "--json")).Returned(0);
        Assert.Contains("scaled by their own range, 40 to 100", result.Error, StringComparison.Ordinal);
        Assert.True(result.Json().GetProperty("scaledByTestSet").GetBoolean());
        Assert.Equal([40, 100], result.Json().GetProperty("scaledFrom").EnumerateArray().Select(item => item.GetInt32()));
    }

    [Theory]
    [InlineData(2, 3, 3, "takes images of 2 x 3, those of mine are 3 x 2")]
    [InlineData(3, 2, 4, "tells 4 classes apart, mine has 3")]
    public async Task Data_that_do_not_fit_are_refused(int height, int width, int classes, string message)
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine", height, width, classes));
        (await temper.RunAsync("evaluate", run, "--data", "mine")).Returned(3).IsOneError(message);
        Assert.Equal(["model.safetensors"], Directory.GetFileSystemEntries(temper.Folder.Sub("run")).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Models_that_are_not_there_or_not_sound_are_refused()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        (await temper.RunAsync("evaluate", "nowhere")).Returned(3).IsOneError("nowhere", "no such model");
        TinyModels.Save(temper, TinyModels.Random(), "chapter/sound-baseline");
        (await temper.RunAsync("evaluate", "chapter")).Returned(3).IsOneError("holds no model.safetensors", "sound-baseline");
        temper.Folder.Write("bad.safetensors", [1, 2, 3]);
        (await temper.RunAsync("evaluate", "bad.safetensors")).Returned(3).IsOneError("bad.safetensors");
        (await temper.RunAsync("evaluate", "")).Returned(2).IsOneError("MODEL");
        (await temper.RunAsync("evaluate", "chapter/sound-baseline", "--device", "gpu")).Returned(3).IsOneError("gpu");
        (await temper.RunAsync("evaluate", "chapter/sound-baseline", "--threads", "0")).Returned(2).IsOneError("--threads");
    }

    [Fact]
    public async Task Without_data_the_models_own_are_taken_or_asked_for()
    {
        using var temper = new CliRunner();
        var own = TinyModels.Save(temper, TinyModels.Random("my own"));
        (await temper.RunAsync("evaluate", own)).Returned(3).IsOneError("my own", "--data");
        Assert.Empty(temper.Mirror.Asked);
        var named = TinyModels.Save(temper, TinyModels.Random(), "named");
        (await temper.RunAsync("evaluate", named)).Returned(3).IsOneError("fashion-mnist cannot be had");
        Assert.NotEmpty(temper.Mirror.Asked);
    }

    [Fact]
    public async Task A_runs_own_pictures_are_not_replaced()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine"));
        temper.Folder.Write("run/record.json", [.. "{}"u8]);
        (await temper.RunAsync("evaluate", run, "--data", "mine", "--out", "run")).Returned(3).IsOneError("holds a run", "--out");
    }

    [Fact]
    public async Task A_diverged_model_still_gives_valid_json()
    {
        using var temper = new CliRunner();
        TinyData.WriteTo(temper.Folder, "mine/");
        var model = TinyModels.Random("mine");
        var run = TinyModels.Save(temper, model with
        {
            State = [.. model.State.Select(tensor => tensor with { Values = [.. tensor.Values.Select(_ => float.NaN)] })],
        });
        var record = (await temper.RunAsync("evaluate", run, "--data", "mine", "--json")).Returned(0).Json();
        Assert.Equal(JsonValueKind.Null, record.GetProperty("testLoss").ValueKind);
        Assert.Equal(JsonValueKind.Number, record.GetProperty("wrong").ValueKind);
    }

    [Theory]
    [InlineData(true, null, true)]
    [InlineData(true, "NO_COLOR", false)]
    [InlineData(false, null, false)]
    public async Task Escape_codes_are_for_terminals_with_colours_only(bool terminal, string? variable, bool colours)
    {
        using var temper = new CliRunner { IsTerminal = terminal };
        temper.With(variable ?? "OTHER", "1").With("TERM", "xterm");
        TinyData.WriteTo(temper.Folder, "mine/");
        var run = TinyModels.Save(temper, TinyModels.Random("mine"));
        var result = (await temper.RunAsync("evaluate", run, "--data", "mine")).Returned(0);
        Assert.Equal(colours, result.Out.Contains('\u001b', StringComparison.Ordinal));
        Assert.Equal(colours, Regex.IsMatch(result.Out, "Guess: [abc]"));
        Assert.DoesNotContain('\u001b', result.Error);
    }
}
