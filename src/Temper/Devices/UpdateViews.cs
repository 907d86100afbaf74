namespace Temper.Devices;

/// <summary>The stretch of flat memory that one optimizer update works on; all views have one length.</summary>
/// <param name="Parameters">Parameters, updated.</param>
/// <param name="Gradients">Their gradients.</param>
/// <param name="State0">First state, or empty.</param>
/// <param name="State1">Second state, or empty.</param>
/// <param name="State2">Third state, or empty.</param>
/// <param name="SpendsGradients">
/// Whether the gradients may hold anything afterwards, because nobody reads them: a device can then leave out writing them
/// to memory. Default false.
/// </param>
public readonly record struct UpdateViews(
    View Parameters, View Gradients, View State0, View State1, View State2, bool SpendsGradients = false);
