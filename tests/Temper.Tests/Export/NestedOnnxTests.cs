using Microsoft.ML.OnnxRuntime;
using Temper.Export;
using Temper.Prediction;
using Temper.Tests.Prediction;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Exported models with layers inside layers run in ONNX Runtime, folded or not.</summary>
public sealed class NestedOnnxTests
{
    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var name in NestedModels.Names)
            {
                cases.Add(name, false);
                cases.Add(name, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_are_the_predictors(string name, bool fold)
    {
        const int Rows = 200;
        var model = NestedModels.Of(name);
        var features = model.Input.Features;
        var pixels = PredictedModels.Pixels(Rows, features);
        using var predictor = new Predictor(model);
        var expected = new float[Rows * predictor.Classes];
        predictor.PredictLogits(pixels, expected);
        var file = Bytes(model, fold);
        OnnxRules.Check(file);

        OnnxRuntimePlatform.SkipUnlessSupported();
        using var session = new InferenceSession(file);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [Rows, features]);
        using var options = new RunOptions();
        using var results = session.Run(options, [OnnxFile.InputName], [input], [OnnxFile.LogitsName]);
        Close.Relative(
            name, Array.ConvertAll(expected, number => (double)number), [.. results[0].GetTensorDataAsSpan<float>().ToArray().Select(number => (double)number)], 1e-5);
    }

    [Fact]
    public void A_norm_is_folded_into_the_Linear_before_it_in_its_own_branch_and_never_across_an_edge()
    {
        using var stream = new MemoryStream();
        var summary = OnnxFile.Write(stream, NestedModels.Of("norms at the edges"), new OnnxOptions { Fold = true });
        Assert.Equal((2, 2), (summary.Folded, summary.BatchNorms));
        Assert.Equal(["Cast", "Div", "Gemm", "BatchNormalization", "Relu", "Gemm", "Add", "BatchNormalization", "Gemm"], summary.Operators);
    }

    private static byte[] Bytes(Model model, bool fold)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, model, new OnnxOptions { Fold = fold });
        return stream.ToArray();
    }
}
