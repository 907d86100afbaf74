using System.Text.Json;
using Microsoft.ML.OnnxRuntime;
using Temper.Data;
using Temper.Export;
using Temper.Layers;
using Temper.Prediction;
using Temper.Tasks;
using Temper.Tests.Data;
using Temper.Tests.Prediction;
using Temper.Tests.Training;
using Temper.Training;
using Xunit;

namespace Temper.Tests.Export;

/// <summary>Exported models run in ONNX Runtime.</summary>
public sealed class OnnxFileTests
{
    private const int Images = 1000;
    private const double Tolerance = 1e-5;

    public static TheoryData<string, bool, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool, bool>();
            foreach (var name in PredictedModels.Names)
            {
                foreach (var fold in new[] { false, true })
                {
                    cases.Add(name, fold, true);
                    cases.Add(name, fold, false);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Logits_of_a_thousand_images_are_the_same(string name, bool fold, bool scale)
    {
        var model = PredictedModels.Of(name);
        var pixels = Pixels();
        var file = Bytes(model, new OnnxOptions { Fold = fold, Scale = scale });
        using var predictor = new Predictor(model);
        var expected = new float[Images * 10];
        predictor.PredictLogits(pixels, expected);

        AssertClose(expected, Run(file, model, pixels, scale, OnnxFile.LogitsName));
    }

    [Fact]
    public void Probabilities_are_the_same()
    {
        var model = PredictedModels.Of("M5");
        var pixels = Pixels();
        using var predictor = new Predictor(model);
        var expected = new float[Images * 10];
        predictor.PredictProbabilities(pixels, expected);

        AssertClose(expected, Run(Bytes(model, new OnnxOptions { Softmax = true }), model, pixels, true, OnnxFile.ProbabilitiesName));
    }

    [Theory]
    [InlineData(0, 255, -1, 1)]
    [InlineData(7, 90, 0, 1)]
    [InlineData(3, 200, 0.5, 3)]
    public void Scaling_is_in_the_graph(byte minimum, byte maximum, float a, float b)
    {
        var model = PredictedModels.Of("M1", side: 28, hidden: 20, scaler: new Scaler(minimum, maximum, a, b));
        var pixels = Pixels();
        using var predictor = new Predictor(model);
        var expected = new float[Images * 10];
        predictor.PredictLogits(pixels, expected);

        AssertClose(expected, Run(Bytes(model, new OnnxOptions()), model, pixels, true, OnnxFile.LogitsName));
    }

    [Fact]
    public void A_trained_model_on_real_pictures_guesses_the_same()
    {
        using var device = new Temper.Devices.Cpu.CpuDevice();
        var spec = Trainings.Spec with { Layers = Nets.Model("M5sound", [36, 12, 12, 12, 5], 0.1) };
        using var trainer = new Trainer(spec, Trainings.Data, device);
        trainer.Run(cancellationToken: TestContext.Current.CancellationToken);
        var model = Models.Of(trainer) with { Spec = spec };
        var test = Trainings.Data.Test;
        using var predictor = new Predictor(model);
        var expected = new float[test.Count * 5];
        predictor.PredictLogits(test.Bytes.Values, expected);

        AssertClose(expected, Run(Bytes(model, new OnnxOptions { Fold = true }), model, test.Bytes.Values, true, OnnxFile.LogitsName));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_file_keeps_the_checkers_rules(string name, bool fold, bool scale)
    {
        var model = PredictedModels.Of(name);
        var onnx = OnnxRules.Check(Bytes(model, new OnnxOptions { Fold = fold, Scale = scale, Softmax = scale }));

        var operators = onnx.Graph.Node.Select(node => node.OpType).ToList();
        Assert.DoesNotContain("Dropout", operators);
        Assert.Equal(4, operators.Count(type => type == "Gemm"));
        Assert.Equal(scale ? "Cast" : "Gemm", operators[0]);
        Assert.Equal(scale ? "Softmax" : "Gemm", operators[^1]);
        var norms = Nets.Words(name).Count(word => word.StartsWith("bn", StringComparison.Ordinal));
        Assert.Equal(fold && name.EndsWith("sound", StringComparison.Ordinal) ? 0 : norms, operators.Count(type => type == "BatchNormalization"));
    }

    [Fact]
    public void Class_names_scaling_layers_and_spec_are_in_the_metadata()
    {
        var model = PredictedModels.Of("M4", side: 5, hidden: 4) with { Spec = Trainings.Spec, Dataset = new DatasetReference("test", "abc", Source: "/home/somebody/test"), Task = new Classification(["a\nb", "\"c\"", "3", "4", "5", "6", "7", "8", "9", "10"]) };
        OnnxRuntimePlatform.SkipUnlessSupported();
        using var session = new InferenceSession(Bytes(model, new OnnxOptions()));

        var metadata = session.ModelMetadata.CustomMetadataMap;
        Assert.Equal(model.ClassNames, JsonSerializer.Deserialize<string[]>(metadata["temper.classes"])!);
        Assert.Equal("""{"centre":[0],"divisor":[255],"a":0,"b":1,"clip":0}""", metadata["temper.scaler"]);
        Assert.Equal(("1 5 5", "test"), (metadata["temper.shape"], metadata["temper.dataset"]));
        Assert.Equal("abc", metadata["temper.dataset-hash"]);
        Assert.DoesNotContain(metadata.Values, value => value.Contains("somebody", StringComparison.Ordinal));
        Assert.Equal(SpecJson.Write(Trainings.Spec), SpecJson.Write(SpecJson.ReadSpec(metadata["temper.spec"], "metadata")));
        Assert.Contains("\"hd1\"", metadata["temper.layers"], StringComparison.Ordinal);
        Assert.False(new InferenceSession(Bytes(model with { Spec = null }, new OnnxOptions())).ModelMetadata.CustomMetadataMap.ContainsKey("temper.spec"));
    }

    [Fact]
    public void Layers_of_the_same_name_a_Linear_without_bias_and_a_plain_BatchNorm_can_be_written()
    {
        LayerSpec[] layers =
        [
            new BatchNorm1d(Affine: false) { Name = "bn0" }, new ReLU { Name = "act" }, new Linear(6, Bias: false) { Name = "scale" }, new BatchNorm1d(Affine: false) { Name = "bn1" },
            new ReLU { Name = "act" }, new Dropout(0.5) { Name = "act" }, new Linear(3) { Name = "output" }, new ReLU { Name = "input" },
        ];
        var model = PredictedModels.Of(layers, side: 5);
        var pixels = PredictedModels.Pixels(40, 25);
        using var predictor = new Predictor(model);
        var expected = new float[120];
        predictor.PredictLogits(pixels, expected);

        foreach (var fold in new[] { false, true })
        {
            var file = Bytes(model, new OnnxOptions { Fold = fold });
            OnnxRules.Check(file);
            AssertClose(expected, Run(file, model, pixels, true, OnnxFile.LogitsName));
        }
    }

    [Fact]
    public void The_same_model_gives_the_same_bytes()
    {
        var model = PredictedModels.Of("M5", side: 6, hidden: 5);
        using var folder = new TempFolder();
        var summary = OnnxFile.Save(folder.Sub("deep", "net.onnx"), model);

        Assert.Equal(Bytes(model, new OnnxOptions()), File.ReadAllBytes(folder.Sub("deep", "net.onnx")));
        Assert.Equal(("input", "uint8", "logits", 36, 10, 0, 2), (summary.InputName, summary.InputType, summary.OutputName, summary.Features, summary.Outputs, summary.Folded, summary.BatchNorms));
        Assert.Equal(["Cast", "Div", "Gemm", "Relu", "BatchNormalization", "Relu", "Gemm", "Relu", "BatchNormalization", "Relu", "Gemm", "Relu", "Gemm"], summary.Operators);
    }

    [Fact]
    public void A_model_whose_tensors_do_not_fit_is_refused_and_nothing_is_written()
    {
        using var folder = new TempFolder();
        var model = PredictedModels.Of("M1", side: 6, hidden: 5) with { State = [] };
        Assert.Throws<SpecException>(() => OnnxFile.Save(folder.Sub("net.onnx"), model));
        Assert.Empty(folder.Files());
    }

    /// <summary>Real test pictures where they are, drawn garments elsewhere.</summary>
    private static byte[] Pixels() => ThousandPictures.Value;

    private static readonly Lazy<byte[]> ThousandPictures = new(() => TestData.HasFashionMnist
        ? IdxFile.Read(Path.Combine(TestData.Folder!, "fashion-mnist", "t10k-images-idx3-ubyte.gz"), IdxKind.Images).Values[..(Images * 784)]
        : PredictedModels.Pixels(Images, 784));

    private static byte[] Bytes(Model model, OnnxOptions options)
    {
        using var stream = new MemoryStream();
        OnnxFile.Write(stream, model, options);
        return stream.ToArray();
    }

    /// <summary>The whole batch at once, and its first row alone: the batch may be of any size.</summary>
    private static float[] Run(byte[] file, Model model, byte[] pixels, bool bytes, string output)
    {
        OnnxRuntimePlatform.SkipUnlessSupported();
        using var session = new InferenceSession(file);
        var features = model.Input.Features;
        var all = Run(session, model, pixels, features, bytes, output);
        AssertClose(all[..model.ClassNames.Count], Run(session, model, pixels[..features], features, bytes, output));
        return all;
    }

    private static float[] Run(InferenceSession session, Model model, byte[] pixels, int features, bool bytes, string output)
    {
        long[] shape = [pixels.Length / features, features];
        using var input = bytes
            ? OrtValue.CreateTensorValueFromMemory(pixels, shape)
            : OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(pixels, pixel => model.Scaler.Table[pixel]), shape);
        using var options = new RunOptions();
        using var results = session.Run(options, [OnnxFile.InputName], [input], [output]);
        Assert.Equal([shape[0], model.ClassNames.Count], results[0].GetTensorTypeAndShape().Shape);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    private static void AssertClose(float[] expected, float[] received) => Close.Relative(
        "output", Array.ConvertAll(expected, number => (double)number), Array.ConvertAll(received, number => (double)number), Tolerance);
}
