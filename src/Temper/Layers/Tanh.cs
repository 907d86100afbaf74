using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Layers;

/// <summary>Hyperbolic tangent, element by element (PyTorch's nn.Tanh).</summary>
public sealed record Tanh : LayerSpec
{
    internal override bool IsActivation => true;

    internal override Layer Build(LayerBuild build) =>
        new ActivationLayer("Tanh()", ActivationFunction.Of(default(Formula)), [new ElementOperator("Tanh")]);

    private readonly struct Formula : IActivation
    {
        public double Value(double x) => Math.Tanh(x);

        public double Derivative(double x) => 1 / (Math.Cosh(x) * Math.Cosh(x));

        public Vector256<double> Value(Vector256<double> x) => SmoothFunctions.Tanh(x);

        public Vector256<double> Derivative(Vector256<double> x) => SmoothFunctions.TanhDerivative(x);
    }
}
