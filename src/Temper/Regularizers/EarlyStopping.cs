using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Stops a training that no longer gets better on the validation split.</summary>
/// <param name="Patience">Epochs in a row without improvement after which it stops, at least 1; default 5.</param>
/// <param name="MinDelta">
/// An improvement counts if it is larger: percentage points of accuracy (0.5 for half a point) or units of RMSE where the score is watched,
/// loss where that is; default 0.
/// </param>
/// <param name="Metric">What is watched; default the validation score.</param>
/// <param name="RestoreBest">Whether the best epoch's weights are put back at the end; default true.</param>
public sealed record EarlyStopping(
    int Patience = 5,
    double MinDelta = 0,
    EarlyStoppingMetric Metric = EarlyStoppingMetric.ValidScore,
    bool RestoreBest = true) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Stops when validation has not improved for some epochs, and puts the best epoch's weights back.",
        "stops after patience epochs in a row without an improvement of more than minDelta",
        "Prechelt, Neural Networks: Tricks of the Trade, 1998; keras.callbacks.EarlyStopping with restore_best_weights",
        new StrengthInfo("patience", Default: 5, Low: 2, High: 20, Least: 1, Most: int.MaxValue, TakesLeast: true, TakesMost: true, IsWhole: true))
    {
        OptionNotes =
            "minDelta is in percentage points of accuracy or in the unit of RMSE with metric=ValidScore, "
            + "and in that of the loss with metric=ValidLoss",
    };

    /// <inheritdoc/>
    public override double Strength => Patience;

    /// <inheritdoc/>
    public override bool IsStrengthConstant => false;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with
    {
        Patience = Info.Strength!.Contains(strength)
            ? (int)strength
            : throw new SpecException(FormattableString.Invariant($"{Name}: patience must be {Info.Strength.RangeText}, received {strength}.")),
    };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(MinDelta >= 0 && double.IsFinite(MinDelta), "minDelta", "a finite number of at least 0", MinDelta);
    }

    /// <summary>Whether one value is an improvement on another; any number is one on NaN.</summary>
    /// <param name="value">The new one; a score as in <see cref="EpochMeasures"/>, where more is better.</param>
    /// <param name="best">The best so far.</param>
    public bool Improves(double value, double best) => double.IsNaN(best)
        ? !double.IsNaN(value)
        : Metric == EarlyStoppingMetric.ValidScore ? value > best + MinDelta : value < best - MinDelta;

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context.Network);

    private sealed class Active(EarlyStopping spec, Network network) : ActiveRegularizer
    {
        private double value = double.NaN;
        private int best;
        private int last;
        private IReadOnlyList<NamedTensor> state = [];
        private IReadOnlyList<NamedTensor>? replaced;

        public override bool Stops => last > 0 && last - best >= spec.Patience;

        public override int? RestoredEpoch => spec.RestoreBest && state.Count > 0 ? best : null;

        public override void Measured(in EpochMeasures measures)
        {
            last = measures.Epoch;
            if (best == 0 || spec.Improves(Watched(measures), value))
            {
                best = measures.Epoch;
                value = Watched(measures);
                state = spec.RestoreBest ? network.State() : [];
            }
        }

        public override void Finish()
        {
            if (RestoredEpoch is not null)
            {
                replaced = network.State();
                network.LoadState(state);
            }
        }

        public override void LeaveEvaluation()
        {
            if (replaced is not null)
            {
                network.LoadState(replaced);
                replaced = null;
            }
        }

        public override IReadOnlyList<NamedTensor> State() =>
            [NamedTensor.OfIntegers("best-epoch", [], [best]), .. state.Select(tensor => tensor with { Name = $"best.{tensor.Name}" })];

        public override void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished)
        {
            var epoch = StateText.Whole(state, "best-epoch", "early-stopping");
            if (epoch > finished.Count)
            {
                throw new SpecException($"The checkpoint contradicts itself: its best epoch is {epoch} of {finished.Count}; use another checkpoint.");
            }

            if (spec.RestoreBest && epoch > 0 && !state.Any(tensor => tensor.Name.StartsWith("best.", StringComparison.Ordinal)))
            {
                throw new SpecException(
                    $"The checkpoint's state of early-stopping should have the weights of its best epoch ({epoch}), received none; "
                    + "it belongs to another run.");
            }

            best = (int)epoch;
            last = finished.Count;
            value = best == 0 ? double.NaN : Watched(finished[best - 1]);
            this.state =
            [
                .. state.Where(tensor => tensor.Name.StartsWith("best.", StringComparison.Ordinal))
                    .Select(tensor => tensor with { Name = tensor.Name["best.".Length..] }),
            ];
        }

        private double Watched(in EpochMeasures measures) =>
            spec.Metric == EarlyStoppingMetric.ValidScore ? measures.ValidScore : measures.ValidLoss;
    }
}
