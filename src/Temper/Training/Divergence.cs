using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Layers;
using Temper.Optimizers;

namespace Temper.Training;

/// <summary>Tells of a training that diverged: what was measured up to the break, and what may help.</summary>
internal static class Divergence
{
    // A learning rate this many times the optimizer's default is large enough to break a training before its loss is seen to rise.
    private const double FarAbove = 10;

    // A mini-batch's loss varies by itself; this much over the first loss, or this much over the least, is a rise.
    private const double RiseOverFirst = 1.5;
    private const double RiseOverLeast = 10;
    private const int Last = 5;

    /// <summary>The failure.</summary>
    /// <param name="step">The step, from 1.</param>
    /// <param name="what">What was not finite: "the loss of step 3 (epoch 1) is NaN".</param>
    /// <param name="spec">The training.</param>
    /// <param name="learningRate">Learning rate of that step.</param>
    /// <param name="finished">The finished epochs.</param>
    /// <param name="losses">Losses of the steps of the unfinished one; the last may be the one that is not finite.</param>
    /// <param name="scores">Accuracies of these steps, in percent.</param>
    public static RunFailedException At(
        long step, string what, TrainSpec spec, double learningRate, IReadOnlyList<EpochResult> finished, float[] losses, float[] scores)
    {
        var before = finished.SelectMany(epoch => epoch.StepLosses).Concat(losses).Where(float.IsFinite).ToList();
        return new RunFailedException($"The training diverged: {what}; {Advice(spec, before, learningRate)}.", step)
        {
            Epochs =
            [
                .. finished,
                new EpochResult
                {
                    Epoch = finished.Count + 1,
                    Loss = double.NaN,
                    TrainScore = double.NaN,
                    ValidScore = null,
                    ValidLoss = null,
                    Penalty = double.NaN,
                    TrainScoreInEvaluation = null,
                    LearningRate = learningRate,
                    StepLosses = losses,
                    StepScores = scores,
                    ValidScores = [],
                },
            ],
        };
    }

    /// <summary>What may help, from what can be seen; a lower learning rate only where losses or weights have grown.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="losses">The losses before the break, all finite.</param>
    /// <param name="learningRate">Learning rate of the step that broke.</param>
    public static string Advice(TrainSpec spec, IReadOnlyList<float> losses, double learningRate)
    {
        var optimizer = spec.Optimizer;
        if (losses.Count == 0)
        {
            return ZeroEps(spec.Layers) ?? "this is the very first loss, before any update, so the optimizer is not the cause; look at the layers";
        }

        var hasRisen = HasRisen(losses);
        if (optimizer.Maximize)
        {
            return "Maximize makes the loss as large as it gets; set it to false";
        }

        var usual = Usual(optimizer);
        var isFarAbove = learningRate > FarAbove * usual.LearningRate;
        if (!hasRisen && (ZeroEps(spec.Layers) ?? ZeroEps(optimizer)) is { } eps)
        {
            return isFarAbove ? $"{eps}; if that does not help, {LowerLearningRate(spec, losses, hasRisen, learningRate, usual.LearningRate)}" : eps;
        }

        return Settings(optimizer, learningRate) is { } setting ? setting
            : hasRisen || isFarAbove
            ? LowerLearningRate(spec, losses, hasRisen, learningRate, usual.LearningRate)
            : Unexplained(optimizer, losses, learningRate, usual);
    }

    /// <summary>Settings that drive any weights away, whatever the gradient; null if there is none.</summary>
    private static string? Settings(OptimizerSpec optimizer, double learningRate)
    {
        // Where the decay acts on the weights themselves, a step multiplies them by 1 - learning rate x decay.
        var (name, decay) = optimizer switch
        {
            ASGD asgd when asgd.Lambd > asgd.WeightDecay => ("lambd", asgd.Lambd),
            ASGD or SGD or AdamW or NAdam { DecoupledWeightDecay: true } or RAdam { DecoupledWeightDecay: true } =>
                ("weight decay", optimizer.WeightDecay),
            _ => ("", 0),
        };
        if (learningRate * decay > 2)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"each step multiplies the weights by 1 - learning rate x {name} = {1 - (learningRate * decay)}; "
                + $"lower the {name} ({decay}) or the learning rate ({learningRate})");
        }

        return optimizer switch
        {
            SGD { Momentum: >= 1 } or RMSprop { Momentum: >= 1 } => "a momentum of 1 or more adds gradients up without end; take one below 1",
            RMSprop { Centered: true, Eps: < 1e-4 } rmsprop when learningRate <= FarAbove * Usual(optimizer).LearningRate => string.Create(
                CultureInfo.InvariantCulture,
                $"centered RMSprop divides by little more than its eps ({rmsprop.Eps}) where the gradient hardly changes; "
                + $"make eps larger (1E-3) or set centered to false"),
            Rprop rprop => FormattableString.Invariant($"Rprop's steps grow up to stepSizeMax ({rprop.StepSizeMax}); lower it"),
            _ => null,
        };
    }

    private static string LowerLearningRate(TrainSpec spec, IReadOnlyList<float> losses, bool hasRisen, double learningRate, double usual)
    {
        var rise = hasRisen ? FormattableString.Invariant($"the losses before rose from {Start(losses):G3} to {Peak(losses):G3}: ") : "";
        var name = spec.Optimizer.GetType().Name;
        var scheduled = learningRate == spec.Optimizer.LearningRate
            ? ""
            : FormattableString.Invariant($", by the schedule {learningRate} at that step");
        var text = FormattableString.Invariant(
            $"{rise}lower the learning rate ({spec.Optimizer.LearningRate}{scheduled}; the default of {name} is {usual})");

        // The others divide by the gradient's size: a smaller gradient makes no smaller step.
        return spec.Optimizer is SGD or ASGD && spec.Find<Regularizers.GradientClipping>() is null ? $"{text} or clip the gradient" : text;
    }

    private static string Unexplained(OptimizerSpec optimizer, IReadOnlyList<float> losses, double learningRate, OptimizerSpec usual)
    {
        var others = Differences(optimizer, usual);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"the losses before had not risen ({losses[0]:G3} at first, {losses[^1]:G3} at last) and the learning rate ({learningRate}) "
            + $"is not far above the default ({usual.LearningRate}), so a lower one will hardly help; ")
            + (others.Count == 0 ? "look at the layers" : $"try the optimizer's defaults instead of {string.Join(", ", others)}");
    }

    private static bool HasRisen(IReadOnlyList<float> losses)
    {
        var (first, least, peak) = ((double)losses[0], (double)losses.Min(), Peak(losses));
        return peak > RiseOverFirst * first || (peak > RiseOverLeast * least && peak > first / RiseOverLeast);
    }

    /// <summary>Where a rise began: the first loss, or the least one if that is what the last ones stand out from.</summary>
    private static double Start(IReadOnlyList<float> losses) => Peak(losses) > RiseOverFirst * losses[0] ? losses[0] : losses.Min();

    private static double Peak(IReadOnlyList<float> losses) => losses.TakeLast(Last).Max();

    private static string? ZeroEps(IReadOnlyList<LayerSpec> layers) =>
        LayerTree.All(layers).Any(layer => layer is BatchNorm1d norm && (float)norm.Eps == 0)
            ? "BatchNorm1d with an eps of 0 divides by 0 where a feature is the same in the whole batch; give it an eps (1E-05)"
            : null;

    /// <summary>0 / 0 for a parameter without a gradient.</summary>
    private static string? ZeroEps(OptimizerSpec optimizer) => Fields(optimizer)["eps"] is { } eps && (float)eps.GetValue<double>() == 0
        ? $"{optimizer.GetType().Name} with an eps of 0 divides 0 by 0 where a gradient is 0; give it an eps ({Fields(Usual(optimizer))["eps"]})"
        : null;

    private static OptimizerSpec Usual(OptimizerSpec optimizer) => OptimizerCatalog.Create(optimizer.GetType().Name);

    /// <summary>Options other than the default, the learning rate apart: "alpha 0.5".</summary>
    private static List<string> Differences(OptimizerSpec optimizer, OptimizerSpec usual)
    {
        var defaults = Fields(usual);
        return
        [
            .. Fields(optimizer)
                .Where(field => field.Key is not ("name" or "learningRate") && !JsonNode.DeepEquals(field.Value, defaults[field.Key]))
                .Select(field => $"{field.Key} {field.Value}"),
        ];
    }

    private static JsonObject Fields(OptimizerSpec optimizer) =>
        JsonSerializer.SerializeToNode(optimizer, SpecJson.Default.OptimizerSpec)!.AsObject();
}
