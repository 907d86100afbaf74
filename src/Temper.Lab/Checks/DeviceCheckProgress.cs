namespace Temper.Lab.Checks;

/// <summary>Where a check stands; reported before each training, from any thread.</summary>
/// <param name="Training">What is trained next, in a few words.</param>
/// <param name="Share">How much is done, 0 to 1.</param>
public readonly record struct DeviceCheckProgress(string Training, double Share);
