using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Prediction;
using Temper.Training;

namespace Temper.Tests.Docs.Examples;

/// <summary>The code of docs/using-models.md; UsingModelsTests runs it.</summary>
internal static class UsingModels
{
    public static void Save(TrainSpec spec, Dataset dataset)
    {
        // save
        using var device = new CpuDevice();
        using var trainer = new Trainer(spec, dataset, device);
        trainer.Run();
        ModelFile.Save("model.safetensors", Model.FromTrainer(trainer));
        // end
    }

    public static string One(byte[] pixels)
    {
        // one
        using var predictor = Predictor.Load("model.safetensors");
        int label = predictor.PredictClass(pixels);          // Height x Width bytes, row by row
        string name = predictor.ClassNames[label];
        // end
        return name;
    }

    public static (int[] Classes, float[] Probabilities, float[] Logits) Many(byte[] images, Model model)
    {
        // many
        using var predictor = new Predictor(model, threads: 2);
        int rows = images.Length / predictor.Features;
        var classes = new int[rows];
        var probabilities = new float[rows * predictor.Classes];
        predictor.PredictClasses(images, classes);
        predictor.PredictProbabilities(images, probabilities);

        float[] scaled = Array.ConvertAll(images, pixel => predictor.Scaler.Table[pixel]);
        var logits = new float[rows * predictor.Classes];
        predictor.PredictLogits(scaled, logits);
        // end
        return (classes, probabilities, logits);
    }

    public static float[] OnnxRuntime(byte[] images, int rows, int features)
    {
        // onnxruntime
        using var session = new InferenceSession("net.onnx");
        using var input = OrtValue.CreateTensorValueFromMemory(images, [rows, features]);    // uint8
        using var options = new RunOptions();
        using var results = session.Run(options, ["input"], [input], ["probabilities"]);
        ReadOnlySpan<float> probabilities = results[0].GetTensorDataAsSpan<float>();         // [rows, classes]
        string classes = session.ModelMetadata.CustomMetadataMap["temper.classes"];          // ["T-shirt/top", ...
        // end
        return [.. probabilities, classes.Length];
    }

    public static float[][] MlNet(IEnumerable<Picture> pictures)
    {
        // mlnet
        var context = new MLContext();
        var pipeline = context.Transforms.ApplyOnnxModel(outputColumnName: "logits", inputColumnName: "input", modelFile: "net-floats.onnx");
        IDataView data = context.Data.LoadFromEnumerable(pictures);
        IDataView predicted = pipeline.Fit(data).Transform(data);
        float[][] logits = [.. predicted.GetColumn<float[]>("logits")];
        // end
        return logits;
    }

    // mlnet-row
    public sealed class Picture
    {
        [VectorType(784)]
        [ColumnName("input")]
        public float[] Pixels { get; set; } = [];            // scaled as in training
    }
    // end

    public static void Export(Model model)
    {
        // export
        OnnxFile.Save("net.onnx", model, new OnnxOptions { Softmax = true });                // raw bytes in, probabilities out
        OnnxFile.Save("net-floats.onnx", model, new OnnxOptions { Scale = false, Fold = true });
        SafeTensors.Save("net.safetensors", model.State, new Dictionary<string, string> { ["format"] = "pt" });
        // end
    }
}
