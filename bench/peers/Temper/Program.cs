// Temper's side of the comparison: an experiment of the chapter, under the chapter's protocol, through the public trainer.
using System.Diagnostics;
using Peers;
using Temper;
using Temper.Data;
using Temper.Devices.Cpu;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Training;

try
{
    var options = PeerOptions.Parse(args);
    using var catalog = new DatasetCatalog();
    var dataset = await catalog.LoadAsync(new DatasetRequest(FashionMnist.Name, options.Data));
    using var device = new CpuDevice(options.Threads);
    if (options.WarmUp > 0)
    {
        Train(options.WarmUp).Trainer.Dispose();
    }

    var (trainer, result, seconds) = Train(options.Epochs);
    var last = result.Epochs[^1];
    new PeerReport
    {
        Program = $"Temper {ProgramVersion.Engine}, {device.InstructionSet}",
        Experiment = options.Experiment,
        Threads = options.Threads,
        Epochs = options.Epochs,
        WarmUpEpochs = options.WarmUp,
        Parameters = trainer.Network.ParameterCount,
        Steps = result.Steps,
        TotalSeconds = seconds,
        ValidSeconds = result.ValidSeconds,
        Loss = last.Loss,
        TrainScore = last.TrainScore,
        ValidLoss = last.ValidLoss!.Value,
        ValidScore = last.ValidScore!.Value,
    }.Publish(options.Json);
    trainer.Dispose();
    return 0;

    (Trainer Trainer, TrainResult Result, double Seconds) Train(int epochs)
    {
        var spec = ChapterExperiment.Find(options.Experiment)
            .Spec(QuirkSet.Of(Protocol.Chapter), dataset.Outputs, (ulong)options.Seed, epochs);
        var trainer = new Trainer(spec, dataset, device);
        // The clock is our own: the trainer's seconds leave out the shuffle and the reading of the metrics.
        var started = Stopwatch.GetTimestamp();
        var result = trainer.Run();
        return (trainer, result, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }
}
catch (UsageException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
catch (TemperException error)
{
    Console.Error.WriteLine(error.Message);
    return 3;
}
