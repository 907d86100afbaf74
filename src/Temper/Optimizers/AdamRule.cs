using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>The update that Adam and AdamW share; they differ in what they do with weight decay.</summary>
internal struct AdamRule : IUpdateRule
{
    public Gradient Gradient;
    public LaneConstant Shrink;
    public LaneConstant Beta1;
    public LaneConstant OneMinusBeta1;
    public LaneConstant Beta2;
    public LaneConstant OneMinusBeta2;
    public LaneConstant Eps;
    public LaneConstant StepSize;
    public LaneConstant MinusCorrection;
    public LaneConstant InverseCorrection;
    public RuleFlag Shrinks;
    public RuleFlag AMSGrad;

    /// <summary>The constants of one step.</summary>
    public static AdamRule For(
        Gradient gradient, double shrink, double beta1, double beta2, double eps, bool amsGrad, in StepSettings settings)
    {
        var correction = Math.Sqrt(1 - IntegerPower.Of(beta2, settings.Step));
        return new()
        {
            Gradient = gradient,
            Shrink = shrink,
            Beta1 = beta1,
            OneMinusBeta1 = 1 - beta1,
            Beta2 = beta2,
            OneMinusBeta2 = 1 - beta2,
            Eps = eps,
            StepSize = settings.LearningRate / (1 - IntegerPower.Of(beta1, settings.Step)),
            MinusCorrection = -correction,
            InverseCorrection = new LaneConstant(1 / correction, 1 / (float)correction),
            Shrinks = shrink != 1,
            AMSGrad = amsGrad,
        };
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane>
    {
        if (Shrinks)
        {
            parameter *= TLane.Create(Shrink);
        }

        var g = Gradient.Of(parameter, gradient);
        state0 = (TLane.Create(Beta1) * state0) + (TLane.Create(OneMinusBeta1) * g);
        state1 = (TLane.Create(Beta2) * state1) + (TLane.Create(OneMinusBeta2) * (g * g));
        var second = state1;
        if (AMSGrad)
        {
            state2 = TLane.WhereGreater(state2, state1, state2, state1);
            second = state2;
        }

        // sqrt(v) / correction without a division: a product with the reciprocal, corrected once, is the rounded quotient
        // (Markstein, IBM J. Res. Dev. 34, 1990).
        var deviation = TLane.Sqrt(second);
        var inverse = TLane.Create(InverseCorrection);
        var quotient = deviation * inverse;
        var rest = TLane.FusedMultiplyAdd(quotient, TLane.Create(MinusCorrection), deviation);
        var denominator = TLane.FusedMultiplyAdd(rest, inverse, quotient) + TLane.Create(Eps);
        parameter -= TLane.Create(StepSize) * (state0 / denominator);
    }
}
