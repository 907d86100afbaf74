using Temper.Training;

namespace Temper.Lab.Checks;

/// <summary>One training that a device is checked with.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Spec">The training.</param>
public sealed record DeviceCheckCase(string Name, TrainSpec Spec);
