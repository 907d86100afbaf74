// Start here: load data, describe a net, train it, test it.     dotnet run -c Release --project samples/FirstNet
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

// 60,000 + 10,000 pictures of clothes, 28 x 28, ten classes. Fetched once (30 MB) and kept in the user's cache folder;
// without a network, "garments" are drawn instead.
using var catalog = new DatasetCatalog();
var (dataset, whyBuiltIn) = await catalog.LoadDefaultAsync();
Console.WriteLine($"{dataset.Name}: {dataset.Train.Count} + {dataset.Test.Count} images. {whyBuiltIn}");

// A spec is data: records that can be compared, stored as JSON and trained again to the same bits.
var spec = new TrainSpec
{
    Layers = [new Linear(200), new ReLU(), new Dropout(0.1), new Linear(dataset.Outputs)],
    Optimizer = new Adam(LearningRate: 0.001),
    Epochs = 3,
    Seed = 1,
};
using var device = new CpuDevice(threads: Environment.ProcessorCount);
using var trainer = new Trainer(spec, dataset, device);
trainer.Run(new PrintEpochs());

var test = trainer.Test();
Console.WriteLine($"test: {test.Score:F2}% right, {test.Wrong} of {test.Rows} wrong");

sealed class PrintEpochs : IProgress<TrainProgress>
{
    public void Report(TrainProgress value)
    {
        if (value.Finished is { } epoch)
        {
            Console.WriteLine($"epoch {epoch.Epoch}: loss {epoch.Loss:F4}, train {epoch.TrainScore:F2}%, valid {epoch.ValidScore:F2}%");
        }
    }
}
