namespace Temper.Lab.Reports;

/// <summary>
/// Gives each verdict a shape and a colour. The usual verdicts look the same in every picture: what helps points to
/// the right, what hurts to the left, what is too small to matter is a square, what is undecided is hollow.
/// </summary>
internal static class VerdictLooks
{
    /// <summary>Where the interval is on the right of zero.</summary>
    public static readonly MarkerLook Helps = new(MarkerShape.Right, "0");

    /// <summary>Where the interval is on the left of zero.</summary>
    public static readonly MarkerLook Hurts = new(MarkerShape.Left, "1");

    /// <summary>Where nothing is said.</summary>
    public static readonly MarkerLook Undecided = new(MarkerShape.HollowCircle, "soft");

    private static readonly MarkerLook Small = new(MarkerShape.Square, "3");

    /// <summary>First words of the usual verdicts, in lower case.</summary>
    private static readonly (string Beginning, MarkerLook Look)[] Usual =
    [
        ("help", Helps), ("better", Helps), ("hurt", Hurts), ("harm", Hurts), ("worse", Hurts),
        ("no ", Small), ("same", Small), ("equivalent", Small), ("too small", Small), ("neglig", Small), ("neutral", Small),
    ];

    /// <summary>Looks for verdicts that are none of the usual.</summary>
    private static readonly MarkerLook[] Spare =
    [
        Undecided, new(MarkerShape.Diamond, "2"), new(MarkerShape.HollowSquare, "soft"), new(MarkerShape.HollowDiamond, "2"),
        new(MarkerShape.Circle, "soft"), new(MarkerShape.Up, "2"),
    ];

    /// <summary>The look of every verdict; no two share one while there are enough.</summary>
    /// <param name="verdicts">The verdicts, in the order of the picture; the same one may come again.</param>
    public static IReadOnlyDictionary<string, MarkerLook> Of(IEnumerable<string> verdicts)
    {
        var looks = new Dictionary<string, MarkerLook>(StringComparer.Ordinal);
        foreach (string verdict in verdicts.Distinct(StringComparer.Ordinal))
        {
            MarkerLook? usual = Usual.FirstOrDefault(pair => verdict.StartsWith(pair.Beginning, StringComparison.OrdinalIgnoreCase)).Look;
            looks[verdict] = new[] { usual }.OfType<MarkerLook>().Concat(Spare).FirstOrDefault(look => !looks.ContainsValue(look)) ?? Undecided;
        }

        return looks;
    }
}
