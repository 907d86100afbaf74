using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Layers;

/// <summary>x P(Z below x), Z being a standard normal number (Hendrycks and Gimpel 2016; PyTorch's nn.GELU).</summary>
/// <param name="Approximate">None (the default): x (1 + erf(x / sqrt 2)) / 2. Tanh: x (1 + tanh(sqrt(2 / pi) (x + 0.044715 x^3))) / 2.</param>
public sealed record GELU(GeluApproximation Approximate = GeluApproximation.None) : LayerSpec
{
    internal override bool IsActivation => true;

    // sqrt(2 / pi), 1 / sqrt(2 pi), sqrt 2.
    private const double RootTwoOverPi = 0.79788456080286535588;
    private const double Density = 0.39894228040143267794;
    private const double RootTwo = 1.41421356237309504880;
    private const double Cubic = 0.044715;

    internal override Layer Build(LayerBuild build) => Approximate switch
    {
        GeluApproximation.None => new ActivationLayer(
            "GELU(approximate='none')",
            ActivationFunction.Of(default(Exact)),
            [new("Div", RootTwo), new("Erf"), new("Add", 1), new("Mul") { WithInput = true }, new("Mul", 0.5)]),
        GeluApproximation.Tanh => new ActivationLayer(
            "GELU(approximate='tanh')",
            ActivationFunction.Of(default(WithTanh)),
            [
                new("Mul") { WithInput = true }, new("Mul", Cubic), new("Add", 1), new("Mul") { WithInput = true }, new("Mul", RootTwoOverPi),
                new("Tanh"), new("Add", 1), new("Mul") { WithInput = true }, new("Mul", 0.5),
            ]),
        _ => throw new SpecException($"{build.Label} needs an Approximate of none or tanh, received {Approximate}."),
    };

    private readonly struct Exact : IActivation
    {
        public double Value(double x) => x * NormalTail.Below(x);

        public double Derivative(double x) => NormalTail.Below(x) + (x * NormalTail.Density(x));

        public Vector256<double> Value(Vector256<double> x) => x * SmoothFunctions.Normal(x).Below;

        public Vector256<double> Derivative(Vector256<double> x)
        {
            var (below, power) = SmoothFunctions.Normal(x);
            return below + (x * (power * Vector256.Create(Density)));
        }
    }

    /// <summary>(1 + tanh u) / 2 is the sigmoid of 2 u, which does not cancel.</summary>
    private readonly struct WithTanh : IActivation
    {
        public double Value(double x) => x / (1 + Math.Exp(-2 * Inner(x)));

        public double Derivative(double x)
        {
            var share = 1 / (1 + Math.Exp(-2 * Inner(x)));
            var other = 1 / (1 + Math.Exp(2 * Inner(x)));
            var slope = 2 * RootTwoOverPi * (1 + (3 * Cubic * x * x));
            return share + (x * slope * (share * other));
        }

        public Vector256<double> Value(Vector256<double> x) => x * SmoothFunctions.Sigmoid(Twice(x));

        public Vector256<double> Derivative(Vector256<double> x)
        {
            var u = Twice(x);
            var slope = Vector256.Create(2 * RootTwoOverPi) * (Vector256<double>.One + (Vector256.Create(3 * Cubic) * (x * x)));
            return SmoothFunctions.Sigmoid(u) + (x * slope * SmoothFunctions.SigmoidDerivative(u));
        }

        private static double Inner(double x) => RootTwoOverPi * x * (1 + (Cubic * x * x));

        private static Vector256<double> Twice(Vector256<double> x) =>
            Vector256.Create(2 * RootTwoOverPi) * x * (Vector256<double>.One + (Vector256.Create(Cubic) * (x * x)));
    }
}
