namespace Temper.Lab.Studies;

/// <summary>Puts arms together from parts that are off or on: what <see cref="FactorialDesign"/> makes its arms of.</summary>
public interface IArmParts
{
    /// <summary>Whether a text is one part: one thing that can be off or on.</summary>
    /// <param name="text">Such as "dropout=.1".</param>
    bool IsPart(string text);

    /// <summary>The arm that has these parts, and no others.</summary>
    /// <param name="parts">The parts; none for the baseline.</param>
    /// <exception cref="SpecException">One cannot be read, or two do not go together.</exception>
    Arm Together(IReadOnlyList<string> parts);
}
