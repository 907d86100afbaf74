using System.Runtime.Intrinsics;
using Temper.Devices;
using Temper.Devices.Cpu.Lanes;

namespace Temper.Layers;

/// <summary>1 / (1 + e^-x), element by element (PyTorch's nn.Sigmoid).</summary>
public sealed record Sigmoid : LayerSpec
{
    internal override bool IsActivation => true;

    internal override Layer Build(LayerBuild build) =>
        new ActivationLayer("Sigmoid()", ActivationFunction.Of(default(Formula)), [new ElementOperator("Sigmoid")]);

    private readonly struct Formula : IActivation
    {
        public double Value(double x) => 1 / (1 + Math.Exp(-x));

        public double Derivative(double x) => Value(x) * Value(-x);

        public Vector256<double> Value(Vector256<double> x) => SmoothFunctions.Sigmoid(x);

        public Vector256<double> Derivative(Vector256<double> x) => SmoothFunctions.SigmoidDerivative(x);
    }
}
