using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Tests.Docs.Examples;

/// <summary>The code of README.md.</summary>
internal static class Readme
{
    public static void Train(Dataset dataset)
    {
        // train
        var spec = new TrainSpec
        {
            Layers = [new Linear(200), new ReLU(), new Dropout(0.1), new Linear(dataset.Outputs)],
            Optimizer = new Adam(LearningRate: 0.001),
        };
        using var device = new CpuDevice(threads: Environment.ProcessorCount);
        using var trainer = new Trainer(spec, dataset, device);
        trainer.Run();
        Console.WriteLine($"{trainer.Test().Score:F2}%");
        // end
    }
}
