using System.Text.RegularExpressions;
using Temper.Data;
using Temper.Export;
using Temper.Prediction;
using Temper.Tests.Data;
using Temper.Tests.Prediction;
using Xunit;

namespace Temper.Tests.Samples;

/// <summary>The programs under samples/ do what their first lines promise.</summary>
public sealed partial class SampleTests
{
    [Fact]
    public async Task FirstNet_trains_and_tests_in_forty_lines()
    {
        Assert.InRange(File.ReadAllLines(Path.Combine(Repository.Folder, "samples", "FirstNet", "Program.cs")).Length, 20, 40);

        // Without the files it would fetch them, and tests use no network.
        Assert.SkipUnless(TestData.HasFashionMnist, TestData.FashionMnistMissing);
        using var folder = new TempFolder();

        var result = (await SampleProgram.RunAsync("FirstNet", folder.Path)).Returned(0);

        Assert.StartsWith("fashion-mnist: 60000 + 10000 images", result.Out, StringComparison.Ordinal);
        Assert.Equal(3, result.Lines().Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        var accuracy = double.Parse(Percent().Match(result.Lines()[^1]).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.InRange(accuracy, 80, 95);
    }

    [Fact]
    public async Task Predict_loads_a_model_and_classifies_images()
    {
        using var folder = new TempFolder();
        var model = PredictedModels.Of("M5", side: 7, hidden: 20);
        var pixels = PredictedModels.Pixels(30, 49);
        ModelFile.Save(folder.Sub("run", "model.safetensors"), model);
        using var predictor = new Predictor(model);
        var classes = new int[30];
        predictor.PredictClasses(pixels, classes);
        folder.Write("images", IdxBytes.Make([30, 7, 7], pixels));
        folder.Write("labels", IdxBytes.Labels([.. classes.Select((label, i) => (byte)(i < 10 ? (label + 1) % 10 : label))]));

        var result = (await SampleProgram.RunAsync("Predict", folder.Path, "run", "images", "labels")).Returned(0);

        Assert.Equal("", result.Error);
        Assert.Equal(
            classes.Take(5).Select((label, i) => $"image {i}: class {label}"),
            result.Lines().Take(5).Select(line => line[..line.IndexOf(" (", StringComparison.Ordinal)]));
        Assert.StartsWith("30 images in ", result.Lines()[5], StringComparison.Ordinal);
        Assert.Equal("20 of 30 right", result.Lines()[6]);
    }

    [Theory]
    [InlineData(2, "expected MODEL IMAGES [LABELS]")]
    [InlineData(3, "nothing.safetensors", "nothing.safetensors", "images")]
    [InlineData(3, "images of 7 x 7, the model takes 5 x 5", "model", "images")]
    [InlineData(3, "missing", "model", "missing")]
    public async Task Predict_says_what_is_wrong(int code, string part, params string[] args)
    {
        using var folder = new TempFolder();
        ModelFile.Save(folder.Sub("model"), PredictedModels.Of("M1", side: 5, hidden: 3));
        folder.Write("images", IdxBytes.Make([2, 7, 7], PredictedModels.Pixels(2, 49)));

        var result = (await SampleProgram.RunAsync("Predict", folder.Path, args)).Returned(code);

        Assert.Contains(part, Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CustomExperiment_gives_verdicts_and_trains_nothing_twice()
    {
        using var folder = new TempFolder();

        var first = (await SampleProgram.RunAsync("CustomExperiment", folder.Path, "study")).Returned(0);
        var second = (await SampleProgram.RunAsync("CustomExperiment", folder.Path, "study")).Returned(0);

        Assert.Contains("48 trainings, 0 more were stored already", first.Out, StringComparison.Ordinal);
        Assert.Contains("0 trainings, 48 more were stored already", second.Out, StringComparison.Ordinal);
        Assert.Equal(3, first.Lines().Count(line => Verdict().IsMatch(line)));
        Assert.Equal(first.Lines().Where(line => Verdict().IsMatch(line)), second.Lines().Where(line => Verdict().IsMatch(line)));
        Assert.Contains("label smoothing", File.ReadAllText(folder.Sub("study", "report.html")), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"test: (\d+\.\d\d)% right")]
    private static partial Regex Percent();

    [GeneratedRegex(@"points against plain, interval .*: (Helps|Hurts|Negligible|Undecided)$")]
    private static partial Regex Verdict();
}
