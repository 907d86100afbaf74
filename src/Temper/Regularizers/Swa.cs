using System.Runtime.CompilerServices;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Stochastic weight averaging: the plain mean of the weights at the ends of the last epochs.</summary>
/// <remarks>
/// Before the mean is measured, BatchNorm's statistics are made again by a pass over the training batches in training mode (dropout drops in it,
/// as in torch.optim.swa_utils.update_bn). The learning rate is the schedule's: the paper's is constant or cyclic, so that weights keep moving.
/// </remarks>
/// <param name="From">Share of the epochs after which averaging begins, 0 to below 1; default 0.75. The last epoch always counts.</param>
public sealed record Swa(double From = 0.75) : Regularizer
{
    // 0.29 x 100 is 28.999999999999996.
    private const double Rounding = 1e-9;

    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Measures nets with the mean of their weights at the ends of the last epochs.",
        "average = average + (w - average) / n at the end of each epoch after from x epochs; BatchNorm's statistics made again",
        "Izmailov et al., UAI 2018; torch.optim.swa_utils.AveragedModel and update_bn",
        new StrengthInfo("from", Default: 0.75, Low: 0.25, High: 0.9, Most: 1, TakesLeast: true));

    /// <inheritdoc/>
    public override double Strength => From;

    /// <inheritdoc/>
    public override bool HasWeightsForEvaluation => true;

    /// <inheritdoc/>
    public override bool IsStrengthConstant => false;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { From = strength };

    /// <summary>The first epoch, from 0, whose end counts, of so many that are planned.</summary>
    /// <param name="epochs">Epochs that are planned.</param>
    public int FirstEpoch(int epochs) => Math.Min(epochs - 1, (int)Math.Floor((From * epochs) + Rounding));

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context);

    /// <summary>Where rules have the parameter is the average here, and the weight where they have the gradient.</summary>
    private struct Rule : IUpdateRule
    {
        public LaneConstant Share;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane> => parameter += TLane.Create(Share) * (gradient - parameter);
    }

    private sealed class Active : ActiveRegularizer
    {
        private readonly Swa spec;
        private readonly RegularizerContext context;
        private readonly Network network;
        private readonly DeviceBuffer average;
        private readonly DeviceBuffer statistics;
        private readonly EvaluationWeights evaluation;
        private long count;
        private int lastEpoch;

        public Active(Swa spec, RegularizerContext context)
        {
            this.spec = spec;
            this.context = context;
            network = context.Network;
            average = Own(context.Device, network.ParameterValues.Length);
            statistics = Own(context.Device, network.StatisticValues.Length);
            evaluation = new EvaluationWeights(network, Own(context.Device, network.ParameterValues.Length));
        }

        public override void EpochEnd(int epoch)
        {
            lastEpoch = epoch;
            if (epoch < spec.FirstEpoch(context.Epochs))
            {
                return;
            }

            if (count == 0)
            {
                network.Device.Run(new Copy(network.ParameterValues, average.All));
            }
            else
            {
                network.Device.Update(
                    new Rule { Share = 1.0 / (count + 1) }, new UpdateViews(average.All, network.ParameterValues, default, default, default));
            }

            count++;
        }

        public override void EnterEvaluation()
        {
            // The mean of one is the net itself, whose statistics are right.
            if (count <= 1 || evaluation.AreIn)
            {
                return;
            }

            evaluation.Enter(average.All);
            if (network.HasBatchNorm)
            {
                network.Device.Run(new Copy(network.StatisticValues, statistics.All));
                context.EstimateStatistics(lastEpoch);
            }
        }

        public override void LeaveEvaluation()
        {
            // Nor is there anything to take out in a training that was restored.
            if (!evaluation.AreIn)
            {
                return;
            }

            evaluation.Leave();
            if (network.HasBatchNorm)
            {
                network.Device.Run(new Copy(statistics.All, network.StatisticValues));
            }
        }

        public override IReadOnlyList<NamedTensor> State() =>
            [NamedTensor.OfIntegers("count", [], [count]), new NamedTensor("average", [average.Length], average.All.ToSingles())];

        public override void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished)
        {
            count = StateText.Whole(state, "count", "swa");
            lastEpoch = finished.Count - 1;
            average.Write(0, StateText.Numbers(state, "average", average.Length, "swa"));
        }
    }
}
