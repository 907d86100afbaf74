using System.Diagnostics;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Peers;

/// <summary>One training of the chapter's net, timed. Split, scaling and initial weights are made before the clock starts.</summary>
internal sealed class ChapterTraining : IDisposable
{
    private const int BatchSize = 128;
    private const double LearningRate = 0.01;
    private const double WeightDecay = 1e-4;

    private readonly Tensor trainImages;
    private readonly Tensor trainLabels;
    private readonly Tensor validImages;
    private readonly Tensor validLabels;
    private readonly ChapterNet net;
    private readonly IChapterOptimizer optimizer;

    public ChapterTraining(FashionMnistFiles files, PeerOptions options)
    {
        random.manual_seed(options.Seed);
        var regularized = options.Experiment == "altogether";
        var plain = options.Style == "plain";
        var count = files.Labels.Length;
        var valid = (int)Math.Ceiling((count * 0.2) - 1e-6);
        using (NewDisposeScope())
        {
            var pixels = tensor(files.Pixels).view(count, -1);
            var labels = tensor(files.Labels).to(int64);
            var order = randperm(count);
            (trainImages, trainLabels) = Part(pixels, labels, order[valid..]);
            (validImages, validLabels) = Part(pixels, labels, order[..valid]);
        }

        net = new ChapterNet(regularized, plain);
        var decay = regularized ? WeightDecay : 0;
        optimizer = plain
            ? new ModuleAdam(net.parameters(), LearningRate, decay)
            : new FusedAdam(net.parameters(), LearningRate, decay);
        Parameters = net.parameters().Sum(parameter => parameter.numel());
        StepsPerEpoch = (int)trainLabels.shape[0] / BatchSize;
    }

    public string OptimizerName => optimizer.Name;

    public long Parameters { get; }

    public int StepsPerEpoch { get; }

    public double TotalSeconds { get; private set; }

    public double ValidSeconds { get; private set; }

    /// <summary>Of the last epoch.</summary>
    public (double Loss, double Accuracy) Trained { get; private set; }

    /// <summary>Of the last epoch.</summary>
    public (double Loss, double Accuracy) Validated { get; private set; }

    public void Run(int epochs)
    {
        var started = Stopwatch.GetTimestamp();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            Trained = TrainEpoch();
            var validation = Stopwatch.GetTimestamp();
            Validated = Validate();
            ValidSeconds += Stopwatch.GetElapsedTime(validation).TotalSeconds;
        }

        TotalSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    public void Dispose()
    {
        optimizer.Dispose();
        net.Dispose();
        trainImages.Dispose();
        trainLabels.Dispose();
        validImages.Dispose();
        validLabels.Dispose();
    }

    private (double Loss, double Accuracy) TrainEpoch()
    {
        net.train();
        using var epoch = NewDisposeScope();
        var order = randperm(trainLabels.shape[0]);
        // Metrics are summed up as tensors and read once, at the end of the epoch.
        var losses = zeros(1, float64);
        var correct = zeros(1, int64);
        for (var step = 0; step < StepsPerEpoch; step++)
        {
            using var scope = NewDisposeScope();
            var rows = order.narrow(0, (long)step * BatchSize, BatchSize);
            var labels = trainLabels.index_select(0, rows);
            var logits = net.call(trainImages.index_select(0, rows));
            var loss = nn.functional.cross_entropy(logits, labels);
            optimizer.Step(loss);
            using (no_grad())
            {
                losses.add_(loss);
                correct.add_(logits.argmax(1).eq(labels).sum());
            }
        }

        var mean = losses.item<double>() / StepsPerEpoch;
        return double.IsFinite(mean)
            ? (mean, 100.0 * correct.item<long>() / (StepsPerEpoch * BatchSize))
            : throw new InvalidOperationException($"The training diverged: its mean loss is {mean}; try another seed.");
    }

    /// <summary>One pass over the validation split: loss by rows, accuracy as the mean of the batches' (the chapter's way).</summary>
    private (double Loss, double Accuracy) Validate()
    {
        net.eval();
        using var inference = inference_mode();
        using var pass = NewDisposeScope();
        var count = validLabels.shape[0];
        var batches = (count + BatchSize - 1) / BatchSize;
        var losses = zeros(1, float64);
        var accuracies = zeros(1, float64);
        for (long start = 0; start < count; start += BatchSize)
        {
            using var scope = NewDisposeScope();
            var rows = Math.Min(BatchSize, count - start);
            var labels = validLabels.narrow(0, start, rows);
            var logits = net.call(validImages.narrow(0, start, rows));
            losses.add_(nn.functional.cross_entropy(logits, labels), alpha: rows);
            accuracies.add_(logits.argmax(1).eq(labels).sum(), alpha: 100.0 / rows);
        }

        return (losses.item<double>() / count, accuracies.item<double>() / batches);
    }

    /// <summary>Some rows as floats, scaled to [0, 1] by their own smallest and largest pixel, as the chapter does it.</summary>
    private static (Tensor Images, Tensor Labels) Part(Tensor pixels, Tensor labels, Tensor rows)
    {
        using var scope = NewDisposeScope();
        var images = pixels.index_select(0, rows).to(float32);
        var least = images.min();
        images.sub_(least).div_(images.max());
        return (images.MoveToOuterDisposeScope().DetachFromDisposeScope(), labels.index_select(0, rows).DetachFromDisposeScope());
    }
}
