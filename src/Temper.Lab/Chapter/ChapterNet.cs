using Temper.Layers;
using Temper.Optimizers;
using Temper.Regularizers;
using Temper.Training;

namespace Temper.Lab.Chapter;

/// <summary>What the chapter's net, 784-200-200-200-10, is regularized with; from it and a set of quirks follows the spec.</summary>
/// <param name="Dropout">Dropout probability; 0 for none.</param>
/// <param name="WeightDecay">Weight decay; 0 for none.</param>
/// <param name="BatchNorm">Whether the first two hidden layers have BatchNorm.</param>
public sealed record ChapterNet(double Dropout = 0, double WeightDecay = 0, bool BatchNorm = false)
{
    /// <summary>Units of a hidden layer.</summary>
    public const int HiddenFeatures = 200;

    /// <summary>
    /// Training rows that are measured in evaluation mode: as many as the test set has, so that both accuracies are equally
    /// exact. All 48,000 would be a quarter of a study's arithmetic.
    /// </summary>
    public const int MeasuredRows = 10_000;

    /// <summary>Whether <see cref="BatchNorm"/> is on the last hidden layer too, where the chapter leaves it out.</summary>
    public bool LastBatchNorm { get; init; }

    /// <summary>The spec under a set of quirks.</summary>
    /// <param name="quirks">What is done the chapter's way.</param>
    /// <param name="classes">Classes of the data set.</param>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="epochs">Epochs.</param>
    public TrainSpec Spec(QuirkSet quirks, int classes, ulong seed, int epochs)
    {
        ArgumentNullException.ThrowIfNull(quirks);
        return new TrainSpec
        {
            Layers = Layers(quirks, classes),
            Optimizer = Optimizer(quirks),
            Epochs = epochs,
            Seed = seed,
            Regularizers = quirks[QuirkId.Q26] ? [] : [new EarlyStopping(Patience: epochs)],
            DropLast = quirks[QuirkId.Q12],
            Stratified = !quirks[QuirkId.Q15],
            ScalerFit = quirks[QuirkId.Q11] ? ScalerFit.EachSplit : ScalerFit.Train,
            // The loops with dropout do call eval(); nets without BatchNorm have nothing that it would change.
            ValidateInTrainingMode = quirks[QuirkId.Q2] && BatchNorm && Dropout == 0,
            ValidateEveryStep = quirks[QuirkId.Q1],
            AverageByBatches = quirks[QuirkId.Q10],
            MeasureTrainAccuracy = !quirks[QuirkId.Q9],
            MeasureTrainRows = quirks[QuirkId.Q9] ? null : MeasuredRows,
        };
    }

    private OptimizerSpec Optimizer(QuirkSet quirks)
    {
        var rate = quirks[QuirkId.Q19] ? 0.01 : 0.001;
        var scope = quirks[QuirkId.Q7] ? WeightDecayScope.All : WeightDecayScope.Weights;
        return WeightDecay > 0 && !quirks[QuirkId.Q6]
            ? new AdamW(rate) { WeightDecay = WeightDecay, WeightDecayScope = scope }
            : new Adam(rate) { WeightDecay = WeightDecay, WeightDecayScope = scope };
    }

    /// <summary>Named as the chapter's modules, so that a saved model's parameters have the names of its state dict.</summary>
    private List<LayerSpec> Layers(QuirkSet quirks, int classes)
    {
        var layers = new List<LayerSpec>();
        var last = LastBatchNorm ? "bn3" : "bn2";
        foreach (var (linear, norm) in new[] { ("input", "bn1"), ("hd1", "bn2"), ("hd2", LastBatchNorm ? "bn3" : null) })
        {
            layers.Add(new Linear(HiddenFeatures) { Name = linear });
            if (norm is null || !BatchNorm)
            {
                Activate(layers, dropout: Dropout > 0);
            }
            else if (quirks[QuirkId.Q4])
            {
                Activate(layers, dropout: Dropout > 0 && quirks[QuirkId.Q5]);
                layers.Add(new BatchNorm1d { Name = norm });
                Activate(layers, dropout: Dropout > 0 && (quirks[QuirkId.Q5] || norm == last));
            }
            else
            {
                layers.Add(new BatchNorm1d { Name = norm });
                Activate(layers, dropout: Dropout > 0 && (quirks[QuirkId.Q5] || norm == last));
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
