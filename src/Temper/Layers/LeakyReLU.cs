using System.Runtime.Intrinsics;
using Temper.Devices;

namespace Temper.Layers;

/// <summary>x where it is above 0, NegativeSlope x elsewhere (PyTorch's nn.LeakyReLU; its derivative at 0 is NegativeSlope).</summary>
/// <param name="NegativeSlope">Slope below 0; default 0.01.</param>
public sealed record LeakyReLU(double NegativeSlope = 0.01) : LayerSpec
{
    internal override bool IsActivation => true;

    internal override Layer Build(LayerBuild build) => double.IsFinite(NegativeSlope) && float.IsFinite((float)NegativeSlope)
        ? new ActivationLayer(
            FormattableString.Invariant($"LeakyReLU(negative_slope={NegativeSlope})"),
            ActivationFunction.Of(new Formula(NegativeSlope)),
            [new ElementOperator("LeakyRelu") { Alpha = NegativeSlope }])
        : throw new SpecException(FormattableString.Invariant($"{build.Label} needs a NegativeSlope that is a number, received {NegativeSlope}."));

    private readonly struct Formula(double slope) : IActivation
    {
        public double Value(double x) => x > 0 ? x : slope * x;

        public double Derivative(double x) => x > 0 ? 1 : slope;

        public Vector256<double> Value(Vector256<double> x) => x * Derivative(x);

        public Vector256<double> Derivative(Vector256<double> x) => Vector256.ConditionalSelect(
            Vector256.GreaterThan(x, Vector256<double>.Zero), Vector256<double>.One, Vector256.Create(slope));
    }
}
