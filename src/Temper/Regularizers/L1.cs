using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Regularizers;

/// <summary>L1 penalty of the weight matrices by a proximal step after each update, which makes weights exactly 0.</summary>
/// <param name="Lambda">Strength of the penalty; default 1e-5.</param>
public sealed record L1(double Lambda = 1e-5) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "Pulls every weight towards 0 by a constant step, and keeps at 0 what arrives there.",
        "loss + lambda sum |w|: after each update w = sign(w) max(|w| - learning rate lambda, 0)",
        "Tibshirani, JRSS B 58, 1996; proximal step: Parikh and Boyd, Proximal Algorithms, 2014; torch.nn.functional.softshrink",
        new StrengthInfo("lambda", Default: 1e-5, Low: 1e-6, High: 1e-3));

    /// <inheritdoc/>
    public override double Strength => Lambda;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Lambda = strength };

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(Lambda, context);

    /// <summary>p = sign(p) max(|p| - threshold, 0); what becomes 0 is +0.</summary>
    internal struct SoftThreshold : IUpdateRule
    {
        public LaneConstant Threshold;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var threshold = TLane.Create(Threshold);
            var zero = TLane.Create(0);
            var shrunk = TLane.WhereGreater(parameter, zero, parameter - threshold, parameter + threshold);
            parameter = TLane.WhereGreater(TLane.Abs(parameter), threshold, shrunk, zero);
        }
    }

    private sealed class Active(double lambda, RegularizerContext context) : ActiveRegularizer
    {
        public override void Updated(long step, double learningRate) =>
            WeightRule.Update(context.Network, new SoftThreshold { Threshold = learningRate * lambda });

        public override double Penalty() => lambda * WeightRule.Sums(context.Network).Magnitudes;
    }
}
