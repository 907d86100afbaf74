namespace Temper.Lab.Reports;

/// <summary>What one arm did to every class.</summary>
/// <param name="Name">Name of the arm. A name too long for its room is shortened; the tooltip has it in full.</param>
/// <param name="Classes">The effects, one per class, in the order of the class names.</param>
public sealed record ClassEffectArm(string Name, IReadOnlyList<ClassEffect> Classes);
