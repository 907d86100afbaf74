using System.Runtime.CompilerServices;
using Temper.Devices;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Exponential moving average of the weights, with which nets are measured.</summary>
/// <remarks>
/// After the first step the average is a copy, so that initial weights never count. BatchNorm's
/// statistics are those of the trained weights (PyTorch's AveragedModel with use_buffers).
/// </remarks>
/// <param name="Decay">Share that the average keeps in each step, 0 to below 1; default 0.999.</param>
/// <param name="WarmUp">
/// Whether step t keeps at most (1 + t) / (10 + t), so that short trainings do not average over their beginning; default true.
/// </param>
public sealed record Ema(double Decay = 0.999, bool WarmUp = true) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Measures nets with an exponential moving average of their weights.",
        "average = d average + (1 - d) w after each step t, d = min(decay, (1 + t) / (10 + t))",
        "Polyak and Juditsky, SIAM J. Control Optim. 30, 1992; torch.optim.swa_utils.get_ema_multi_avg_fn, tf.train.ExponentialMovingAverage",
        new StrengthInfo("decay", Default: 0.999, Low: 0.9, High: 0.9999, Most: 1, TakesLeast: true));

    /// <inheritdoc/>
    public override double Strength => Decay;

    /// <inheritdoc/>
    public override bool HasWeightsForEvaluation => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Decay = strength };

    /// <summary>What the average keeps in a step.</summary>
    /// <param name="step">Steps done before, from 0.</param>
    internal double DecayOf(long step) => step == 0 ? 0 : WarmUp ? Math.Min(Decay, (1.0 + step) / (10.0 + step)) : Decay;

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context);

    /// <summary>Where rules have the parameter is the average here, and the weight where they have the gradient.</summary>
    private struct Rule : IUpdateRule
    {
        public LaneConstant Decay;
        public LaneConstant OneMinusDecay;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane> =>
            parameter = (TLane.Create(Decay) * parameter) + (TLane.Create(OneMinusDecay) * gradient);
    }

    private sealed class Active : ActiveRegularizer
    {
        private readonly Ema spec;
        private readonly Network network;
        private readonly DeviceBuffer average;
        private readonly EvaluationWeights evaluation;

        public Active(Ema spec, RegularizerContext context)
        {
            this.spec = spec;
            network = context.Network;
            average = Own(context.Device, network.ParameterValues.Length);
            evaluation = new EvaluationWeights(network, Own(context.Device, network.ParameterValues.Length));
        }

        public override void Updated(long step, double learningRate)
        {
            var decay = spec.DecayOf(step);
            network.Device.Update(
                new Rule { Decay = decay, OneMinusDecay = 1 - decay },
                new UpdateViews(average.All, network.ParameterValues, default, default, default));
        }

        public override void EnterEvaluation() => evaluation.Enter(average.All);

        public override void LeaveEvaluation() => evaluation.Leave();

        public override IReadOnlyList<NamedTensor> State() => [new NamedTensor("average", [average.Length], average.All.ToSingles())];

        public override void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished) =>
            average.Write(0, StateText.Numbers(state, "average", average.Length, "ema"));
    }
}
