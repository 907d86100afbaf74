using Temper.Data;
using Temper.Gpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Examples;

/// <summary>The code of Temper.Gpu's PACKAGE.md.</summary>
internal static class GpuPackage
{
    public static void Train()
    {
        // train
        var data = Garments.Make();
        var spec = new TrainSpec
        {
            Layers = [new Linear(200), new ReLU(), new Dropout(0.1), new Linear(data.Outputs)],
            Optimizer = new AdamW(LearningRate: 0.001),
        };
        using var pool = new GpuDevicePool();
        using var device = pool.Open(1)[0];
        using var trainer = new Trainer(spec, data, device);
        trainer.Run();
        Console.WriteLine($"{trainer.Test().Score:F2}% right");
        // end
    }
}
