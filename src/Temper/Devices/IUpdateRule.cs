namespace Temper.Devices;

/// <summary>
/// What an optimizer does to one element, as a formula over lanes. A rule is a small struct that holds the step's
/// constants; devices run it over the flat buffers.
/// </summary>
public interface IUpdateRule
{
    /// <summary>Updates parameters and the rule's own state.</summary>
    /// <typeparam name="TLane">Precision and width.</typeparam>
    /// <param name="parameter">The parameter; the new value on return.</param>
    /// <param name="gradient">The gradient of the loss by it.</param>
    /// <param name="state0">First state, e.g. the momentum buffer; unused slots stay as they are.</param>
    /// <param name="state1">Second state, e.g. the mean of squared gradients.</param>
    /// <param name="state2">Third state, e.g. the largest mean of squared gradients so far.</param>
    void Apply<TLane>(ref TLane parameter, TLane gradient, ref TLane state0, ref TLane state1, ref TLane state2)
        where TLane : struct, ILane<TLane>;
}
