using System.Runtime.CompilerServices;
using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Layers;

namespace Temper.Regularizers;

/// <summary>Slow weights that follow the optimizer's fast ones every few steps, and call them back.</summary>
/// <remarks>
/// Slow weights start as a copy of the initial ones; the optimizer keeps its state when the fast ones are called
/// back. Nets are measured with the slow ones, which are the initial weights until k steps have been done.
/// </remarks>
/// <param name="Alpha">How far slow weights go towards the fast ones, above 0 to 1; default 0.5.</param>
/// <param name="K">Steps between two synchronisations, at least 1; default 6.</param>
public sealed record Lookahead(double Alpha = 0.5, int K = 6) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Every k steps, slow weights go part of the way to the trained ones, which then go on from there.",
        "every k steps: slow = slow + alpha (w - slow), w = slow",
        "Zhang et al., NeurIPS 2019; timm.optim.Lookahead (with slow weights copied before the first step)",
        new StrengthInfo("alpha", Default: 0.5, Low: 0.2, High: 0.8, Most: 1, TakesMost: true));

    /// <inheritdoc/>
    public override double Strength => Alpha;

    /// <inheritdoc/>
    public override bool HasWeightsForEvaluation => true;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Alpha = strength };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(K >= 1, "k", "at least 1", K);
    }

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context);

    private struct Rule : IUpdateRule
    {
        public LaneConstant Alpha;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            state0 += TLane.Create(Alpha) * (parameter - state0);
            parameter = state0;
        }
    }

    private sealed class Active : ActiveRegularizer
    {
        private readonly Lookahead spec;
        private readonly Network network;
        private readonly DeviceBuffer slow;
        private readonly EvaluationWeights evaluation;

        public Active(Lookahead spec, RegularizerContext context)
        {
            this.spec = spec;
            network = context.Network;
            slow = Own(context.Device, network.ParameterValues.Length);
            evaluation = new EvaluationWeights(network, Own(context.Device, network.ParameterValues.Length));
            context.Device.Run(new Copy(network.ParameterValues, slow.All));
        }

        public override void Updated(long step, double learningRate)
        {
            if ((step + 1) % spec.K == 0)
            {
                network.Device.Update(
                    new Rule { Alpha = spec.Alpha }, new UpdateViews(network.ParameterValues, network.ParameterValues, slow.All, default, default));
            }
        }

        public override void EnterEvaluation() => evaluation.Enter(slow.All);

        public override void LeaveEvaluation() => evaluation.Leave();

        public override IReadOnlyList<NamedTensor> State() => [new NamedTensor("slow", [slow.Length], slow.All.ToSingles())];

        public override void Restore(IReadOnlyList<NamedTensor> state, IReadOnlyList<EpochMeasures> finished) =>
            slow.Write(0, StateText.Numbers(state, "slow", slow.Length, "lookahead"));
    }
}
