using System.Numerics;

namespace Temper.Lab.Studies;

/// <summary>
/// The full 2^k design: every combination of k factors, each off or on. Arm number m has factor f on where bit f of m is set,
/// so that arm 0 is the baseline.
/// </summary>
public sealed class FactorialDesign
{
    /// <summary>Most factors: 64 arms.</summary>
    public const int MostFactors = 6;

    private FactorialDesign(IReadOnlyList<string> factors, IReadOnlyList<Arm> arms)
    {
        Factors = factors;
        Arms = arms;
    }

    /// <summary>The factors' names, such as "dropout=0.1".</summary>
    public IReadOnlyList<string> Factors { get; }

    /// <summary>All 2^k arms.</summary>
    public IReadOnlyList<Arm> Arms { get; }

    /// <summary>Makes the design.</summary>
    /// <param name="factors">Each one part of an arm, such as "dropout", "l2=1e-3" or "Q4=on".</param>
    /// <param name="parts">Makes arms of them.</param>
    /// <exception cref="SpecException">There are too few or too many factors, or one cannot be read or changes nothing.</exception>
    public static FactorialDesign Of(IReadOnlyList<string> factors, IArmParts parts)
    {
        ArgumentNullException.ThrowIfNull(factors);
        ArgumentNullException.ThrowIfNull(parts);
        if (factors.Count is < 2 or > MostFactors)
        {
            throw new SpecException($"A factorial needs 2 to {MostFactors} factors, received {factors.Count}; for one, use compare.");
        }

        if (factors.FirstOrDefault(Arm.IsFile) is { } file)
        {
            throw new SpecException(
                "A factor is one thing that is off or on, such as dropout=.1, and a spec file is a whole net; "
                + $"received \"{file}\". Compare takes spec files.");
        }

        if (factors.FirstOrDefault(factor => !parts.IsPart(factor)) is { } several)
        {
            throw new SpecException($"A factor is one thing that is off or on, such as dropout=.1; received \"{several}\".");
        }

        var arms = Enumerable.Range(0, 1 << factors.Count).Select(m => parts.Together([.. factors.Where((_, f) => (m >> f & 1) == 1)])).ToList();
        Arm.RequireDifferent(arms);
        return new FactorialDesign([.. factors.Select((_, f) => arms[1 << f].Name)], arms);
    }

    /// <summary>
    /// All effects: main effects first, then interactions of two factors, of three... An effect of the factors in the set s
    /// weighs arm m by the product over f in s of (+1 if f is on, else -1), divided by 2^(k - size of s). A main effect is so the mean
    /// with the factor on minus the mean with it off; an interaction of two, averaged over the others, is what both together do minus the
    /// sum of what each does alone, and one of three is what all together do beyond what they do alone and two by two. (Yates' effects
    /// of interactions are these divided by 2^(size of s - 1).)
    /// </summary>
    public IReadOnlyList<Contrast> Effects()
    {
        return
        [
            .. Enumerable.Range(1, Arms.Count - 1)
                .OrderBy(set => BitOperations.PopCount((uint)set))
                .ThenBy(set => set)
                .Select(set => new Contrast(
                    string.Join(" x ", Factors.Where((_, f) => (set >> f & 1) == 1)),
                    Against: null,
                    BitOperations.IsPow2(set) ? ContrastKind.MainEffect : ContrastKind.Interaction,
                    [.. Enumerable.Range(0, Arms.Count)
                        .Select(m => new ContrastTerm(m, Sign(set, m) / (double)(Arms.Count >> BitOperations.PopCount((uint)set))))])),
        ];
    }

    /// <summary>
    /// The factors that an effect is about, by their places: those whose switch alone turns the sign of the arm in which all are off
    /// (<see cref="Effects"/>).
    /// </summary>
    /// <param name="effect">An effect of a factorial design.</param>
    /// <param name="factors">Number of the design's factors.</param>
    /// <returns>Their places, rising; none where the weights are not those of an effect.</returns>
    public static IReadOnlyList<int> FactorsOf(Contrast effect, int factors)
    {
        ArgumentNullException.ThrowIfNull(effect);
        return [.. Enumerable.Range(0, factors).Where(factor => SignOf(1 << factor) * SignOf(0) < 0)];

        int SignOf(int arm) => double.Sign(effect.Terms.Where(term => term.Arm == arm).Sum(term => term.Weight));
    }

    private static int Sign(int set, int arm) => BitOperations.PopCount((uint)(set & ~arm)) % 2 == 0 ? 1 : -1;
}
