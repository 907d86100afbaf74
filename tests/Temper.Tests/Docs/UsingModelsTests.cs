using Temper.Prediction;
using Temper.Tests.Data;
using Temper.Tests.Docs.Examples;
using Temper.Tests.Export;
using Temper.Tests.Prediction;
using Temper.Tests.Training;
using Xunit;

namespace Temper.Tests.Docs;

/// <summary>The code of docs/using-models.md works.</summary>
[Collection(nameof(QuietTests))]
public sealed class UsingModelsTests
{
    [Fact]
    public void It_works()
    {
        OnnxRuntimePlatform.SkipUnlessSupported();
        using var folder = new TempFolder();
        var before = Environment.CurrentDirectory;
        var model = PredictedModels.Of("M5sound");
        var pixels = PredictedModels.Pixels(3, 784);
        using var predictor = new Predictor(model);
        var (classes, probabilities, logits) = (new int[3], new float[30], new float[30]);
        predictor.PredictClasses(pixels, classes);
        predictor.PredictProbabilities(pixels, probabilities);
        predictor.PredictLogits(pixels, logits);

        // The page names files without a folder, so the working folder is one of these tests' own. No other test runs meanwhile.
        Environment.CurrentDirectory = folder.Path;
        try
        {
            UsingModels.Save(Trainings.Spec with { Epochs = 1 }, Trainings.Data);
            var test = Trainings.Data.Test;
            Assert.Contains(UsingModels.One(test.Bytes.Row(0).ToArray()), Trainings.Data.ClassNames);

            var many = UsingModels.Many(pixels, model);
            Assert.Equal(classes, many.Classes);
            Assert.Equal(probabilities, many.Probabilities);
            Assert.Equal(logits, many.Logits);

            UsingModels.Export(model);
            Assert.Equal(["model.safetensors", "net-floats.onnx", "net.onnx", "net.safetensors"], folder.Files());
            AssertClose(probabilities, UsingModels.OnnxRuntime(pixels, 3, 784)[..30]);
            var pictures = Enumerable.Range(0, 3).Select(row => new UsingModels.Picture
            {
                Pixels = Array.ConvertAll(pixels.AsSpan(row * 784, 784).ToArray(), pixel => model.Scaler.Table[pixel]),
            });
            AssertClose(logits, [.. UsingModels.MlNet(pictures).SelectMany(row => row)]);
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static void AssertClose(float[] expected, float[] received) => Close.Relative(
        "output", Array.ConvertAll(expected, number => (double)number), Array.ConvertAll(received, number => (double)number), 1e-5);
}
