using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Statistics;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Examples;

/// <summary>The code of Temper.Lab's PACKAGE.md.</summary>
internal static class LabPackage
{
    public static void Compare()
    {
        // compare
        var data = Garments.Make();
        using var device = new CpuDevice(threads: Environment.ProcessorCount);

        double Accuracy(ulong seed, params LayerSpec[] between)
        {
            var spec = new TrainSpec { Layers = [new Linear(200), new ReLU(), .. between, new Linear(data.Outputs)], Optimizer = new AdamW(0.001), Epochs = 3, Seed = seed };
            using var trainer = new Trainer(spec, data, device);
            return trainer.Run().Epochs[^1].ValidScore!.Value;
        }

        double[] differences = [.. Enumerable.Range(0, 7).Select(seed => Accuracy((ulong)seed, new Dropout(0.1)) - Accuracy((ulong)seed))];
        var found = PairedAnalysis.Compare([new PairedSample("dropout", differences)], new VerdictSettings())[0];
        Console.WriteLine($"{found.Mean:+0.00;-0.00} points, 95% interval {found.Interval.Low:F2} to {found.Interval.High:F2}: {found.Verdict}");
        // end
    }
}
