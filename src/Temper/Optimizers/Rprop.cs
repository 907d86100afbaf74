using System.Runtime.CompilerServices;
using Temper.Devices;

namespace Temper.Optimizers;

/// <summary>Resilient backpropagation (Riedmiller and Braun, ICNN 1993; torch.optim.Rprop). It has no weight decay.</summary>
/// <remarks>
/// s = previous g * g: above 0 the step size grows by EtaPlus, below 0 it shrinks by EtaMinus and g becomes 0; it stays
/// within its bounds; p -= sign(g) * step size. It starts at the learning rate.
/// </remarks>
/// <param name="LearningRate">Default 1e-2.</param>
/// <param name="EtaMinus">Default 0.5.</param>
/// <param name="EtaPlus">Default 1.2.</param>
/// <param name="StepSizeMin">Default 1e-6.</param>
/// <param name="StepSizeMax">Default 50.</param>
public sealed record Rprop(
    double LearningRate = 1e-2, double EtaMinus = 0.5, double EtaPlus = 1.2, double StepSizeMin = 1e-6, double StepSizeMax = 50) : OptimizerSpec
{
    /// <inheritdoc/>
    public override double LearningRate { get; init; } = LearningRate;

    /// <inheritdoc/>
    public override int StateCount => 2;

    /// <inheritdoc/>
    public override double InitialState(int index) => index == 1 ? LearningRate : 0;

    /// <inheritdoc/>
    public override void Validate()
    {
        base.Validate();
        Require(EtaMinus is > 0 and < 1, nameof(EtaMinus), "above 0 and below 1", EtaMinus);
        Require(EtaPlus > 1 && double.IsFinite(EtaPlus), nameof(EtaPlus), "a finite number above 1", EtaPlus);
        RequireNotNegative(StepSizeMin, nameof(StepSizeMin));
        Require(StepSizeMax >= StepSizeMin, nameof(StepSizeMax), FormattableString.Invariant($"at least StepSizeMin ({StepSizeMin})"), StepSizeMax);
        Require(WeightDecay == 0, nameof(WeightDecay), "0, because Rprop only looks at the gradient's sign", WeightDecay);
    }

    /// <inheritdoc/>
    public override void Update(Device device, in UpdateViews views, in StepSettings settings, double weightDecay, double[] scalars)
    {
        var rule = new Rule
        {
            Gradient = new Gradient(Direction, 0),
            EtaMinus = EtaMinus,
            EtaPlus = EtaPlus,
            Smallest = StepSizeMin,
            Largest = StepSizeMax,
        };
        device.Update(rule, views);
    }

    private struct Rule : IUpdateRule
    {
        public Gradient Gradient;
        public double EtaMinus;
        public double EtaPlus;
        public double Smallest;
        public double Largest;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
            where TLane : struct, ILane<TLane>
        {
            var zero = TLane.Create(0);
            var g = Gradient.Of(parameter, gradient);
            var agreement = state0 * g;
            var shrunk = TLane.WhereGreater(zero, agreement, TLane.Create(EtaMinus), TLane.Create(1));
            var size = state1 * TLane.WhereGreater(agreement, zero, TLane.Create(EtaPlus), shrunk);
            var smallest = TLane.Create(Smallest);
            var largest = TLane.Create(Largest);
            size = TLane.WhereGreater(smallest, size, smallest, size);
            size = TLane.WhereGreater(size, largest, largest, size);
            g = TLane.WhereGreater(zero, agreement, zero, g);
            var move = TLane.WhereGreater(g, zero, size, TLane.WhereGreater(zero, g, zero - size, zero));
            parameter -= move;
            state0 = g;
            state1 = size;
        }
    }
}
