namespace Temper.Lab.Studies;

/// <summary>
/// A question to a study: a weighted sum of arms, taken seed by seed, is 0 or is not. Arm against arm is +1 and -1; the effects
/// of a 2^k design have all arms (<see cref="FactorialDesign.Effects"/>).
/// </summary>
/// <param name="Name">"dropout=0.5", or "dropout=0.1 x batchnorm" for an interaction.</param>
/// <param name="Against">The arm that a pair is compared with; null for effects.</param>
/// <param name="Kind">What is asked. Questions of one kind are corrected together: pairs are one family, effects another.</param>
/// <param name="Terms">The weights; the other arms have 0.</param>
public sealed record Contrast(string Name, string? Against, ContrastKind Kind, IReadOnlyList<ContrastTerm> Terms)
{
    /// <summary>Arm against arm.</summary>
    public static Contrast Pair(IReadOnlyList<Arm> arms, int arm, int reference)
    {
        ArgumentNullException.ThrowIfNull(arms);
        return new Contrast(arms[arm].Name, arms[reference].Name, ContrastKind.Pair, [new(arm, 1), new(reference, -1)]);
    }

    /// <summary>The contrast of one seed.</summary>
    /// <param name="values">Each arm's figure at that seed; NaN where there is none.</param>
    /// <returns>The weighted sum; NaN where an arm that counts has no figure.</returns>
    public double Of(IReadOnlyList<double> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var sum = 0.0;
        foreach (var term in Terms)
        {
            sum += term.Weight * values[term.Arm];
        }

        return sum;
    }
}
