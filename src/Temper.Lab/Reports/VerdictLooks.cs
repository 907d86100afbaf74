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
    private static readonly MarkerLook Plain = new(MarkerShape.Circle, "0");
    private static readonly MarkerLook TooFew = new(MarkerShape.HollowSquare, "soft");

    /// <summary>First words of the usual verdicts, in lower case.</summary>
    private static readonly (string Beginning, MarkerLook Look)[] Usual =
    [
        ("help", Helps), ("better", Helps), ("hurt", Hurts), ("harm", Hurts), ("worse", Hurts),
        ("no difference", Small), ("no effect", Small), ("same", Small), ("equivalent", Small), ("too small", Small), ("neglig", Small),
        ("neutral", Small),
        ("more than", new(MarkerShape.Up, "2")), ("less than", new(MarkerShape.Down, "2")), ("they add up", Small),
        ("undecided", Undecided), ("too few", TooFew), ("changed nothing", new(MarkerShape.HollowDiamond, "soft")),
    ];

    /// <summary>Looks for verdicts that are none of the usual.</summary>
    private static readonly MarkerLook[] Spare =
    [
        new(MarkerShape.HollowDiamond, "2"), new(MarkerShape.Diamond, "2"), new(MarkerShape.Circle, "soft"), new(MarkerShape.Up, "2"),
        Undecided, TooFew, Small,
    ];

    /// <summary>The look of every verdict; no two share one while there are enough.</summary>
    /// <param name="verdicts">The verdicts, in the order of the picture; the same one may come again.</param>
    public static IReadOnlyDictionary<string, MarkerLook> Of(IEnumerable<string> verdicts)
    {
        // The usual ones come first: none of the others may take their looks.
        var looks = new Dictionary<string, MarkerLook>(StringComparer.Ordinal);
        foreach ((string verdict, MarkerLook? usual) in verdicts
            .Distinct(StringComparer.Ordinal)
            .Select(verdict => (verdict, OfUsual(verdict)))
            .OrderBy(pair => pair.Item2 is null))
        {
            looks[verdict] = new[] { usual }.OfType<MarkerLook>().Concat(Spare).FirstOrDefault(look => !looks.ContainsValue(look)) ?? Undecided;
        }

        return looks;
    }

    private static MarkerLook? OfUsual(string verdict) =>
        verdict.Length == 0 ? Plain : Usual.FirstOrDefault(pair => verdict.StartsWith(pair.Beginning, StringComparison.OrdinalIgnoreCase)).Look;
}
