// The peer: the chapter's training in TorchSharp, on the CPU.
using Peers;
using TorchSharp;

try
{
    var options = PeerOptions.Parse(args, "fast", "plain");
    var files = FashionMnistFiles.Load(options.Data);
    torch.set_num_threads(options.Threads);
    if (options.WarmUp > 0)
    {
        using var warmUp = new ChapterTraining(files, options);
        warmUp.Run(options.WarmUp);
    }

    using var training = new ChapterTraining(files, options);
    training.Run(options.Epochs);
    new PeerReport
    {
        Program = $"TorchSharp {typeof(torch).Assembly.GetName().Version!.ToString(3)}, libtorch {torch.__version__}, {training.OptimizerName}",
        Experiment = options.Experiment,
        Threads = torch.get_num_threads(),
        Epochs = options.Epochs,
        WarmUpEpochs = options.WarmUp,
        Parameters = training.Parameters,
        Steps = (long)options.Epochs * training.StepsPerEpoch,
        TotalSeconds = training.TotalSeconds,
        ValidSeconds = training.ValidSeconds,
        Loss = training.Trained.Loss,
        TrainScore = training.Trained.Accuracy,
        ValidLoss = training.Validated.Loss,
        ValidScore = training.Validated.Accuracy,
    }.Publish(options.Json);
    return 0;
}
catch (UsageException error)
{
    Console.Error.WriteLine(error.Message);
    return 2;
}
catch (TypeInitializationException)
{
    Console.Error.WriteLine("libtorch does not load: it needs the C++ runtime of GCC 13 or newer; on Debian 12 make a copy of this program with newer-libstdcxx.sh (see README.md) and start that.");
    return 3;
}
catch (IOException error)
{
    Console.Error.WriteLine(error.Message);
    return 3;
}
