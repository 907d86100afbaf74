using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Regularizers;

/// <summary>L1 and L2 penalty of the weight matrices together: the L2 part as a gradient, the L1 part by a proximal step.</summary>
/// <param name="Lambda">Strength of both together; default 1e-5.</param>
/// <param name="L1Ratio">Share of the L1 penalty, 0 to 1; default 0.5.</param>
public sealed record ElasticNet(double Lambda = 1e-5, double L1Ratio = 0.5) : Regularizer
{
    /// <inheritdoc/>
    public override RegularizerInfo Info => new(
        "L1 and L2 penalty together: sparse weights, and none that is large.",
        "loss + lambda (l1Ratio sum |w| + (1 - l1Ratio) / 2 sum w^2)",
        "Zou and Hastie, JRSS B 67, 2005; sklearn.linear_model.ElasticNet",
        new StrengthInfo("lambda", Default: 1e-5, Low: 1e-6, High: 1e-3));

    /// <inheritdoc/>
    public override double Strength => Lambda;

    /// <inheritdoc/>
    public override Regularizer At(double strength) => this with { Lambda = strength };

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(L1Ratio is >= 0 and <= 1, "l1Ratio", "from 0 to 1", L1Ratio);
    }

    /// <inheritdoc/>
    internal override ActiveRegularizer Start(RegularizerContext context) => new Active(this, context);

    /// <summary>Where rules have the parameter is the gradient here, and the weight where they have the gradient: g = g + factor w.</summary>
    private struct AddWeight : IUpdateRule
    {
        public LaneConstant Factor;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane> => parameter += TLane.Create(Factor) * gradient;
    }

    private sealed class Active(ElasticNet spec, RegularizerContext context) : ActiveRegularizer
    {
        private readonly double l1 = spec.Lambda * spec.L1Ratio;
        private readonly double l2 = spec.Lambda * (1 - spec.L1Ratio);

        public override void Gradients(long step) => WeightRule.UpdateGradients(context.Network, new AddWeight { Factor = l2 });

        public override void Updated(long step, double learningRate) =>
            WeightRule.Update(context.Network, new L1.SoftThreshold { Threshold = learningRate * l1 });

        public override double Penalty()
        {
            var (magnitudes, squares) = WeightRule.Sums(context.Network);
            return (l1 * magnitudes) + (l2 / 2 * squares);
        }
    }
}
