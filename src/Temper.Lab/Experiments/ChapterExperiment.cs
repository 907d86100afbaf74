using Temper.Layers;
using Temper.Optimizers;
using Temper.Training;

namespace Temper.Lab.Experiments;

/// <summary>The chapter's experiments as specs: a net of three hidden layers of 200 with one or all regularizers.</summary>
public sealed record ChapterExperiment
{
    /// <summary>Units of a hidden layer.</summary>
    public const int HiddenFeatures = 200;

    private const double AltogetherDropout = 0.1;
    private const double AloneDropout = 0.5;
    private const double Decay = 1e-4;

    private ChapterExperiment()
    {
    }

    /// <summary>"baseline", "dropout", "l2", "batchnorm" or "altogether".</summary>
    public required string Name { get; init; }

    /// <summary>One line: what it is.</summary>
    public required string Title { get; init; }

    /// <summary>Overall title of its figure, as in the chapter where it has one.</summary>
    public required string FigureTitle { get; init; }

    /// <summary>Epochs the chapter gives it.</summary>
    public required int ChapterEpochs { get; init; }

    /// <summary>Dropout probability; 0 for none.</summary>
    public double Dropout { get; init; }

    /// <summary>Weight decay; 0 for none.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Whether it has BatchNorm.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The five, in the chapter's order.</summary>
    public static IReadOnlyList<ChapterExperiment> All { get; } =
    [
        new() { Name = "baseline", Title = "no regularization", FigureTitle = "Result with Neural Net", ChapterEpochs = 5 },
        new() { Name = "dropout", Title = "dropout 0.5", FigureTitle = "Result with Dropout", ChapterEpochs = 1, Dropout = AloneDropout },
        new() { Name = "l2", Title = "weight decay 1e-4", FigureTitle = "Result with L2", ChapterEpochs = 1, WeightDecay = Decay },
        new() { Name = "batchnorm", Title = "batch normalization", FigureTitle = "Result with Batch Normalization", ChapterEpochs = 1, BatchNorm = true },
        new()
        {
            Name = "altogether", Title = "dropout 0.1, weight decay 1e-4 and batch normalization", FigureTitle = "Result with NN + Regularization",
            ChapterEpochs = 5, Dropout = AltogetherDropout, WeightDecay = Decay, BatchNorm = true,
        },
    ];

    /// <summary>The experiment of that name; case does not matter.</summary>
    /// <exception cref="SpecException">There is none; the message lists them.</exception>
    public static ChapterExperiment Find(string name) =>
        All.FirstOrDefault(experiment => string.Equals(experiment.Name, name, StringComparison.OrdinalIgnoreCase))
        ?? throw new SpecException($"There is no experiment \"{name}\"; expected one of {string.Join(", ", All.Select(experiment => experiment.Name))}, all.");

    /// <summary>The spec under a set of quirks.</summary>
    /// <param name="quirks">What is done the chapter's way.</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epochs">Epochs; null for the experiment's own.</param>
    public TrainSpec Spec(QuirkSet quirks, int classes, ulong seed, int? epochs = null)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        var planned = epochs ?? (quirks["Q20"] ? ChapterEpochs : 5);
        return new TrainSpec
        {
            Layers = Layers(quirks, classes),
            Optimizer = Optimizer(quirks),
            Epochs = planned,
            Seed = seed,
            EarlyStopping = quirks["Q26"] ? null : new EarlyStopping(Patience: planned),
            DropLast = quirks["Q12"],
            Stratified = !quirks["Q15"],
            ScalerFit = quirks["Q11"] ? ScalerFit.EachSplit : ScalerFit.Train,
            // The dropout and altogether loops do call eval(); the baseline and l2 nets have nothing that it would change.
            ValidateInTrainingMode = quirks["Q2"] && Name == "batchnorm",
            ValidateEveryStep = quirks["Q1"],
            AverageByBatches = quirks["Q10"],
            MeasureTrainAccuracy = !quirks["Q9"],
        };
    }

    private OptimizerSpec Optimizer(QuirkSet quirks)
    {
        var rate = quirks["Q19"] ? 0.01 : 0.001;
        var scope = quirks["Q7"] ? WeightDecayScope.All : WeightDecayScope.Weights;
        return WeightDecay > 0 && !quirks["Q6"]
            ? new AdamW(rate) { WeightDecay = WeightDecay, WeightDecayScope = scope }
            : new Adam(rate) { WeightDecay = WeightDecay, WeightDecayScope = scope };
    }

    /// <summary>Named as the chapter's modules, so that a saved model's parameters have the names of its state dict.</summary>
    private List<LayerSpec> Layers(QuirkSet quirks, int classes)
    {
        var layers = new List<LayerSpec>();
        foreach (var (linear, norm) in new[] { ("input", "bn1"), ("hd1", "bn2"), ("hd2", null) })
        {
            layers.Add(new Linear(HiddenFeatures) { Name = linear });
            if (norm is null || !BatchNorm)
            {
                Activate(layers, dropout: Dropout > 0);
            }
            else if (quirks["Q4"])
            {
                Activate(layers, dropout: Dropout > 0 && quirks["Q5"]);
                layers.Add(new BatchNorm1d { Name = norm });
                Activate(layers, dropout: Dropout > 0 && (quirks["Q5"] || norm == "bn2"));
            }
            else
            {
                layers.Add(new BatchNorm1d { Name = norm });
                Activate(layers, dropout: Dropout > 0 && (quirks["Q5"] || norm == "bn2"));
            }
        }

        layers.Add(new Linear(classes) { Name = "hd3" });
        return layers;
    }

    private void Activate(List<LayerSpec> layers, bool dropout)
    {
        layers.Add(new ReLU());
        if (dropout)
        {
            layers.Add(new Dropout(Dropout));
        }
    }
}
