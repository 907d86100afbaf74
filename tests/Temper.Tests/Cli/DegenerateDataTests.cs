using System.Text.Json;
using System.Text.RegularExpressions;
using Temper.Lab.Runs;
using Xunit;

namespace Temper.Tests.Cli;

/// <summary>Data whose classes have one image, none, or wrong labels are refused or said, by every command, and no figure is made up for them.</summary>
public sealed class DegenerateDataTests : IDisposable
{
    private static readonly string[] Quick = ["--hidden", "8", "--epochs", "1", "--batch-size", "32", "--out", "run", "-q"];

    private readonly CliRunner temper = new();

    public void Dispose() => temper.Dispose();

    [Fact]
    public async Task Classes_of_one_image_are_trained_and_said()
    {
        LabelledImages.WriteTo(temper.Folder, "data", [.. Enumerable.Repeat((byte)0, 235), 1, 2, 3, 4, 5], Labels(60, 6));

        var result = (await temper.RunAsync(["train", "--data", "data", "--stratified", .. Quick])).Returned(0);

        Assert.Contains("warning: classes 1, 2, 3, 4, 5 have a single image to train on", result.Error, StringComparison.Ordinal);
        Assert.Contains("warning: classes 1, 2, 3, 4, 5 have no image in the validation split", result.Error, StringComparison.Ordinal);
        Assert.Contains(RecordJson.ReadRun(temper.Folder.Sub("run", "record.json")).DataNotes, note => note.Classes.SequenceEqual(["1", "2", "3", "4", "5"]));
        NothingIsMadeUp();
    }

    [Fact]
    public async Task Labels_that_begin_at_1_leave_a_class_without_figures_and_every_command_says_so_once()
    {
        LabelledImages.WriteTo(temper.Folder, "data", [.. Labels(240, 3).Select(label => (byte)(label + 1))], [.. Labels(60, 3).Select(label => (byte)(label + 1))]);
        string[][] commands =
        [
            ["data", "info", "data"],
            ["train", "--data", "data", "--hidden", "8", "--epochs", "1", "--out", "run"],
            ["evaluate", "run"],
            ["chapter", "--data", "data", "--experiment", "baseline", "--epochs", "1"],
            ["compare", "baseline", "batchnorm", "--data", "data", "--epochs", "1", "--seeds", "6"],
            ["factorial", "--factors", "dropout,batchnorm", "--data", "data", "--epochs", "1", "--seeds", "8"],
        ];
        foreach (var command in commands)
        {
            var result = (await temper.RunAsync(command)).Returned(0);
            Assert.True(1 == Regex.Count(result.Out + result.Error, "[Cc]lass 0 has no images"), $"{string.Join(' ', command)}\n{result.Out}\n{result.Error}");
        }

        var evaluation = (await temper.RunAsync("evaluate", "run", "--json")).Returned(0).Json();
        var missing = evaluation.GetProperty("classes")[0];
        Assert.Equal(JsonValueKind.Null, missing.GetProperty("recall").ValueKind);
        Assert.Equal(0, missing.GetProperty("images").GetInt32());
        Assert.Matches(@"(?m)^0 +0 +0 +\S+ +- ", (await temper.RunAsync("evaluate", "run")).Returned(0).Out);
        Assert.Contains(Directory.GetFiles(temper.Folder.Path, "report.html", SearchOption.AllDirectories), page => File.ReadAllText(page).Contains("Class 0 has no images", StringComparison.Ordinal));
        NothingIsMadeUp();
    }

    [Theory]
    [InlineData(255, 1)]
    [InlineData(255, 3)]
    [InlineData(12, 1)]
    [InlineData(40, 100)]
    public async Task A_label_far_beyond_the_others_is_a_mistake(byte stray, int images)
    {
        byte[] train = [.. Labels(240, 10), .. Enumerable.Repeat(stray, images)];
        LabelledImages.WriteTo(temper.Folder, "data", train, Labels(60, 10));
        foreach (var command in (string[][])[["train", "--data", "data"], ["data", "info", "data"]])
        {
            (await temper.RunAsync(command)).Returned(3).IsOneError("train-labels-idx1-ubyte", $"label 240 is {stray} ({images} of", "only 11 occur", "classes.txt");
        }

        // Whoever means it names the classes.
        temper.Folder.Write("data/classes.txt", System.Text.Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Range(0, stray + 1).Select(c => $"k{c}"))));
        Assert.Contains("have no images", (await temper.RunAsync("data", "info", "data")).Returned(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_single_class_is_refused_by_every_command_that_trains()
    {
        LabelledImages.WriteTo(temper.Folder, "data", new byte[240], new byte[60]);
        foreach (var command in (string[][])[["train"], ["chapter"], ["compare", "baseline", "batchnorm"]])
        {
            var result = (await temper.RunAsync([.. command, "--data", "data", "-q"])).Returned(3);
            Assert.Contains("all 240 training images are of class \"0\"", result.Error, StringComparison.Ordinal);
        }

        Assert.Contains("all images to train on are of class 0", (await temper.RunAsync("data", "info", "data")).Returned(0).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_sequential_rule_is_refused_where_no_image_is_left_to_validate_on()
    {
        LabelledImages.WriteTo(temper.Folder, "data", Labels(240, 3), Labels(60, 3));
        var spec = (await temper.RunAsync("train", "--valid", "1e-9", "--hidden", "8", "--epochs", "1", "--print-spec")).Returned(0).Out;
        temper.Folder.Write("tiny.json", System.Text.Encoding.UTF8.GetBytes(spec.Replace("\"outFeatures\": 10", "\"outFeatures\": 3", StringComparison.Ordinal)));

        var result = await temper.RunAsync("compare", "tiny.json", "baseline", "--data", "data", "--until-decided", "-q");

        Assert.Contains("tiny has no validation images", result.Returned(3).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0", 2)]
    [InlineData("1e-9", 3)]
    public async Task Without_validation_rows_nothing_is_measured_and_said(string share, int exitCode)
    {
        LabelledImages.WriteTo(temper.Folder, "data", Labels(240, 3), Labels(60, 3));

        var result = (await temper.RunAsync("train", "--data", "data", "--valid", share, "--hidden", "8", "--epochs", "2", "--out", "run")).Returned(0);

        Assert.Contains("note: There is no validation split", result.Out, StringComparison.Ordinal);
        Assert.Empty(RecordJson.ReadRun(temper.Folder.Sub("run", "record.json")).ValidScore);
        NothingIsMadeUp();
        Assert.Contains("early stopping", (await temper.RunAsync("train", "--data", "data", "--valid", share, "--with", "early-stopping=2", "-q")).Returned(exitCode).Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Classes_that_only_the_test_or_only_the_training_has_are_said()
    {
        LabelledImages.WriteTo(temper.Folder, "data", Labels(240, 3), [0, 1, 3, 3], "a\nb\nc\nd\n");

        var result = (await temper.RunAsync(["train", "--data", "data", .. Quick])).Returned(0);

        Assert.Contains("class d has test images but no training images", result.Error, StringComparison.Ordinal);
        Assert.Contains("class c has no test images", result.Error, StringComparison.Ordinal);
        NothingIsMadeUp();
    }

    [Fact]
    public async Task A_class_without_images_cannot_be_shown()
    {
        LabelledImages.WriteTo(temper.Folder, "data", Labels(240, 3), Labels(60, 3), "a\nb\nc\nd\n");
        (await temper.RunAsync("data", "show", "data", "--class", "d")).Returned(3).IsOneError("no training image of class \"d\"");
    }

    private static byte[] Labels(int count, int classes) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % classes))];

    private void NothingIsMadeUp() => Assert.All(
        temper.Folder.Files().Where(file => Path.GetExtension(file) is ".json" or ".svg" or ".html" or ".csv" or ".md"),
        file => Assert.False(Regex.IsMatch(File.ReadAllText(temper.Folder.Sub(file)), "NaN|Infinity|∞"), file));
}
