namespace Temper.Lab.Checks;

/// <summary>The result of one comparison.</summary>
/// <param name="Case">What was compared.</param>
/// <param name="Difference">
/// The difference that came closest to what is allowed, or exceeds it most: of a loss to the reference's, relative, of a share
/// of right guesses, or of any number to a training that must have the same bits, relative. Null when the training broke.
/// </param>
/// <param name="Allowed">The tolerance there.</param>
/// <param name="Passed">Whether it is within.</param>
/// <param name="Note">Where that was, or why the training broke.</param>
public sealed record DeviceCheckResult(string Case, double? Difference, double Allowed, bool Passed, string Note);
