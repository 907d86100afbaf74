using System.Globalization;
using Temper.Layers;
using Temper.Regularizers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Lab.Runs;

/// <summary>What regularizers did to a training, and what that means for its figures.</summary>
internal static class RegularizerNotes
{
    /// <summary>The regularizers in one line: "mixup=0.2, ema=0.99"; of none, also what regularizes in the net as it is written.</summary>
    /// <param name="spec">The training.</param>
    public static string Line(TrainSpec spec)
    {
        var own = LayerTree.All(spec.Layers)
            .Where(layer => layer is Dropout { P: > 0 } or BatchNorm1d).Select(layer => layer.GetType().Name).Distinct();
        var net = string.Join(" and ", own);
        var all = RegularizerText.WriteAll(spec.Regularizers.OfType<Regularizer>());
        return $"{(all.Length == 0 ? "none" : all)}{(net.Length == 0 ? "" : $" (the net itself has {net})")}";
    }

    /// <summary>What a reader of the run has to know.</summary>
    /// <param name="spec">The training.</param>
    /// <param name="score">What it is judged by.</param>
    /// <param name="epochs">Epochs that were trained.</param>
    /// <param name="bestEpoch">The epoch whose weights early stopping put back; null if the last epoch's are used.</param>
    public static IEnumerable<string> Of(TrainSpec spec, Score score, int epochs, int? bestEpoch)
    {
        if (MixedOrReplaced(spec) is { Length: > 0 } changed && !spec.MeasureTrainAccuracy)
        {
            yield return $"Training {score.Name} is of {changed}: not comparable with validation and test. "
                + "--measure-train also measures it on the rows as they are.";
        }

        if (Averaged(spec, score, bestEpoch ?? epochs) is { } averaged)
        {
            yield return averaged;
        }

        if (spec.Find<EarlyStopping>() is not { } stopping)
        {
            yield break;
        }

        if (epochs < spec.Epochs)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"Stopped after {epochs} of {spec.Epochs} epochs.");
        }

        if (bestEpoch is { } best)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"The weights are those of epoch {best}, {Why(stopping, score, best)}.");
        }
    }

    /// <summary>Why the weights are those of that epoch: it need not be the best one where small improvements do not count.</summary>
    private static string Why(EarlyStopping stopping, Score score, int epoch)
    {
        var isScore = stopping.Metric == EarlyStoppingMetric.ValidScore;
        if (stopping.MinDelta == 0)
        {
            return isScore ? "the best on the validation split" : "the best on the validation split by loss";
        }

        var unit = isScore ? score.ShortUnit : "";
        var enough = $"improved validation {(isScore ? score.Name : "loss")} by more than {RegularizerText.Text(stopping.MinDelta)} {unit}".TrimEnd();
        return epoch == 1 ? $"as no later one {enough}" : $"the last that {enough}";
    }

    private static string MixedOrReplaced(TrainSpec spec) => string.Join(
        " and of ",
        spec.Regularizers.Where(one => one.TrainsOn is not null).Select(one => $"{one.TrainsOn} ({RegularizerText.Write(one)})"));

    /// <summary>Which figures are of which weights, where nets are measured with other ones than those that are trained.</summary>
    private static string? Averaged(TrainSpec spec, Score score, int epochs)
    {
        if (spec.Regularizers.FirstOrDefault(regularizer => regularizer.HasWeightsForEvaluation) is not { } averaging)
        {
            return null;
        }

        var name = RegularizerText.Write(averaging);
        var since = "";
        if (averaging is Swa swa)
        {
            var first = swa.FirstEpoch(spec.Epochs);
            if (epochs - first <= 1)
            {
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} changed nothing: of {spec.Epochs} planned epochs it averages from epoch {first + 1} on, and the weights are those of "
                    + $"{(epochs > first ? "that one" : string.Create(CultureInfo.InvariantCulture, $"epoch {epochs}"))} alone. "
                    + $"More epochs or a smaller number would let it act.");
            }

            since = string.Create(CultureInfo.InvariantCulture, $" from epoch {first + 1} on");
        }

        var weights = averaging is Lookahead ? "slow" : "averaged";
        var measured = spec.ValidFraction > 0 ? $"Validation{since} and test are" : "The test is";
        return $"{measured} of the {weights} weights ({name}); loss and training {score.Name} in training mode are of those that are trained.";
    }
}
