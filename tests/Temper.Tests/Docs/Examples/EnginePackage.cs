using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Export;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Prediction;
using Temper.Training;

namespace Examples;

/// <summary>The code of the engine's PACKAGE.md; CI runs it with the packed engine.</summary>
internal static class EnginePackage
{
    public static void Train()
    {
        // train
        var data = Garments.Make(); // 60,000 + 10,000 drawings, 28 x 28, ten classes; your own numbers: Dataset.FromArrays(inputs, labels or values)
        var spec = new TrainSpec
        {
            Layers = [new Linear(200), new ReLU(), new Dropout(0.1), new Linear(data.Outputs)],
            Optimizer = new AdamW(LearningRate: 0.001),
            Epochs = 3,
            Seed = 1,
        };
        using var device = new CpuDevice(threads: Environment.ProcessorCount);
        using var trainer = new Trainer(spec, data, device);
        trainer.Run();
        Console.WriteLine($"{trainer.Test().Score:F2}% right");
        ModelFile.Save("model.safetensors", Model.FromTrainer(trainer));
        // end
    }

    public static void Predict()
    {
        // predict
        using var predictor = Predictor.Load("model.safetensors");
        RowSet test = Garments.Make().Test;
        ReadOnlySpan<byte> pixels = test.Bytes.Row(0); // 28 x 28 bytes, row by row, light on dark
        int label = predictor.PredictClass(pixels);
        Console.WriteLine($"guessed {predictor.ClassNames[label]}, is {predictor.ClassNames[test.Labels[0]]}");

        ReadOnlySpan<byte> images = test.Bytes.Values.AsSpan(0, 100 * test.Features); // one after another
        var probabilities = new float[100 * predictor.ClassNames.Count]; // a row per image
        predictor.PredictProbabilities(images, probabilities);
        Console.WriteLine($"the first: {probabilities[label]:P1} {predictor.ClassNames[label]}");
        // end
    }
}
