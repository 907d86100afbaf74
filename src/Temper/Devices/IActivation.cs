using System.Runtime.Intrinsics;

namespace Temper.Devices;

/// <summary>
/// An activation's formula: a number becomes another, and how fast that changes with it. It is written twice: in plain doubles, which is the
/// specification, and for four doubles side by side from operations that are the same bits on every processor.
/// </summary>
/// <remarks>
/// A struct with its options as fields and nothing else; <see cref="ActivationFunction.Of{TFormula}"/> makes of it what operations carry.
/// </remarks>
public interface IActivation
{
    /// <summary>What x becomes.</summary>
    /// <param name="x">Any number.</param>
    double Value(double x);

    /// <summary>The derivative at x.</summary>
    /// <param name="x">Any number.</param>
    double Derivative(double x);

    /// <summary>What x becomes, to about 1e-9 of it.</summary>
    /// <param name="x">Any numbers that are floats.</param>
    Vector256<double> Value(Vector256<double> x);

    /// <summary>The derivative at x, to about 1e-9.</summary>
    /// <param name="x">Any numbers that are floats.</param>
    Vector256<double> Derivative(Vector256<double> x);
}
