using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>The update that Adam and AdamW share; they differ in what they do with weight decay.</summary>
internal struct AdamRule : IUpdateRule
{
    public Gradient Gradient;
    public double Shrink;
    public double Beta1;
    public double Beta2;
    public double Eps;
    public double StepSize;
    public double DeviationCorrection;
    public bool AMSGrad;

    /// <summary>The constants of one step.</summary>
    public static AdamRule For(
        Gradient gradient, double shrink, double beta1, double beta2, double eps, bool amsGrad, in StepSettings settings) => new()
        {
            Gradient = gradient,
            Shrink = shrink,
            Beta1 = beta1,
            Beta2 = beta2,
            Eps = eps,
            StepSize = settings.LearningRate / (1 - IntegerPower.Of(beta1, settings.Step)),
            DeviationCorrection = Math.Sqrt(1 - IntegerPower.Of(beta2, settings.Step)),
            AMSGrad = amsGrad,
        };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane>
    {
        if (Shrink != 1)
        {
            parameter *= TLane.Create(Shrink);
        }

        var g = Gradient.Of(parameter, gradient);
        state0 = (TLane.Create(Beta1) * state0) + (TLane.Create(1 - Beta1) * g);
        state1 = (TLane.Create(Beta2) * state1) + (TLane.Create(1 - Beta2) * (g * g));
        var second = state1;
        if (AMSGrad)
        {
            state2 = TLane.WhereGreater(state2, state1, state2, state1);
            second = state2;
        }

        var denominator = (TLane.Sqrt(second) / TLane.Create(DeviationCorrection)) + TLane.Create(Eps);
        parameter -= TLane.Create(StepSize) * (state0 / denominator);
    }
}
