using System.Globalization;
using Temper.Lab.Studies;

namespace Temper.Lab.Reports;

/// <summary>A study's pictures, as SVG.</summary>
public static class StudyFigures
{
    private const string ForestCaption =
        "Points are mean differences. A bar is the range of differences that the test of all rows together does not rule out: "
        + "a bar clear of zero is a verdict, a bar across it is undecided, a bar inside the grey band is too small to matter. "
        + "The line is the 95% interval of that row alone.";

    /// <summary>All kinds of pictures, in the order of the page; the first that a study has opens its report.</summary>
    internal static IReadOnlyList<Figure<StudyRecord>> All { get; } =
    [
        new("effects.svg", "Differences", ForestCaption, record => record.Kind == StudyKind.Factorial, Effects),
        new("arms.svg", "Arm by arm", ForestCaption, _ => true, Arms),
        new(
            "interactions.svg",
            "Do they add up?",
            "Parallel lines: what one factor does is the same with the other off or on. Whiskers are about the score itself; "
            + "the note's interval is about the interaction, paired by seed.",
            record => record.Kind == StudyKind.Factorial,
            Interactions),
        new("curves.svg", "Learning curves", "Means over the seeds, and the middle 80% of the runs.", _ => true, Curves),
        new(
            "classes.svg",
            "Class by class",
            "Share of each class's test rows guessed right, against the first arm. A description: nothing is corrected for the number of classes.",
            record => record.Classes.Count > 0,
            Classes),
    ];

    /// <summary>One line below a title: data set, protocol, seeds, study.</summary>
    public static string Subtitle(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return string.Create(CultureInfo.InvariantCulture, $"{record.Plan.Dataset}, {record.ProtocolText}, {record.Seeds} seeds, study {record.Id}");
    }

    /// <summary>Paired differences of the arms, best first.</summary>
    public static string Arms(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Forest(
            record,
            record.Plan.Contrasts.Select(contrast => contrast.Against).OfType<string>().Distinct().Count() == 1
                ? $"Against {record.Plan.Arms[0].Name}"
                : "Arm against arm",
            [.. record.Results
                .Where(result => result.Kind == ContrastKind.Pair)
                .OrderByDescending(result => result.Mean ?? double.NegativeInfinity)]);
    }

    /// <summary>Main effects and interactions of a factorial.</summary>
    public static string Effects(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Forest(
            record, "Effects of the factors, and what they do together", [.. record.Results.Where(result => result.Kind != ContrastKind.Pair)]);
    }

    /// <summary>Score per epoch of every arm.</summary>
    public static string Curves(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return LearningBands.Render(new LearningBandsData(
            RunPictures.Title("Learning curves", record.Plan.Dataset, record.Plan.DatasetOrigin), Subtitle(record),
            [.. record.Epochs.Select(arm => new ArmCurves(arm.Arm, arm.Train, arm.Valid))]) { Score = record.Plan.Score });
    }

    /// <summary>Every pair of factors: score with each off and on, averaged over the others.</summary>
    public static string Interactions(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var factors = record.Plan.Factors;
        var panels =
            from x in Enumerable.Range(0, factors.Count)
            from line in Enumerable.Range(x + 1, factors.Count - x - 1)
            let result = InteractionOf(record, x, line)
            select new InteractionPanel(
                factors[x], factors[line], Cell(record, x, line, 0), Cell(record, x, line, 1), Cell(record, x, line, 2), Cell(record, x, line, 3),
                result is null ? "" : $"beyond the sum {StudyText.Effect(record.Plan.Score, result)}: {StudyText.Word(result.Verdict)}");
        return InteractionPlot.Render(new InteractionPlotData(
            RunPictures.Title("Do they add up?", record.Plan.Dataset, record.Plan.DatasetOrigin), Subtitle(record), $"test {record.Plan.Score.Title}",
            [.. panels]) { Score = record.Plan.Score });
    }

    /// <summary>The answer about what two factors do together; null where that was not asked.</summary>
    private static ContrastResult? InteractionOf(StudyRecord record, int one, int other) => record.Plan.Contrasts.Zip(record.Results)
        .FirstOrDefault(pair =>
            pair.First.Kind == ContrastKind.Interaction
                && FactorialDesign.FactorsOf(pair.First, record.Plan.Factors.Count).SequenceEqual([one, other])).Second;

    /// <summary>Paired differences class by class.</summary>
    public static string Classes(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return ClassEffectsFigure.Render(new ClassEffectsData(
            RunPictures.Title($"Class by class, against {record.Plan.Arms[0].Name}", record.Plan.Dataset, record.Plan.DatasetOrigin),
            Subtitle(record),
            "difference in rows guessed right, percentage points", record.Plan.Region, record.ClassNames,
            [.. record.Classes.GroupBy(one => one.Arm).Select(arm => new ClassEffectArm(
                arm.Key, [.. arm.Select(one => new ClassEffect(one.Mean ?? double.NaN, one.Low ?? double.NaN, one.High ?? double.NaN))]))]));
    }

    private static string Forest(StudyRecord record, string title, List<ContrastResult> results) => ForestPlot.Render(new ForestPlotData(
        RunPictures.Title(title, record.Plan.Dataset, record.Plan.DatasetOrigin), Subtitle(record), record.Plan.Score.GainTitle, record.Plan.Region,
        [.. results.Select(result => Row(
            result,
            result.Against is { } against && against != record.Plan.Arms[0].Name ? $"{result.Name} against {against}" : result.Name))])
    {
        Score = record.Plan.Score,
    });

    /// <summary>An answer as a mark with its bar and its line.</summary>
    internal static ForestRow Row(ContrastResult result, string name) => new(
        name,
        result.Mean ?? double.NaN, result.HasBar ? result.FamilyLow ?? double.NegativeInfinity : double.NaN,
        result.HasBar ? result.FamilyHigh ?? double.PositiveInfinity : double.NaN, StudyText.Verdict(result),
        string.Create(CultureInfo.InvariantCulture, $"{Wins(result)}, {StudyText.P(result.AdjustedPValue)}"))
    {
        Line = result.Pairs < 2 ? (double.NaN, double.NaN) : (result.Low ?? double.NegativeInfinity, result.High ?? double.PositiveInfinity),
    };

    /// <summary>"better in 29 of 30 seeds", from the side that the mean is on.</summary>
    private static string Wins(ContrastResult result) => result.Kind == ContrastKind.Interaction
        ? string.Create(CultureInfo.InvariantCulture, $"{result.Pairs} seeds")
        : result.Mean < 0
            ? string.Create(CultureInfo.InvariantCulture, $"worse in {result.Losses} of {result.Pairs} seeds")
            : string.Create(CultureInfo.InvariantCulture, $"better in {result.Wins} of {result.Pairs} seeds");

    /// <summary>Arms that have the two factors at these levels: their mean, and the mean of their intervals' halves around it.</summary>
    private static InteractionCell Cell(StudyRecord record, int x, int line, int levels)
    {
        var wanted = ((levels & 1) << x) | ((levels >> 1) << line);
        var mask = (1 << x) | (1 << line);
        var arms = Enumerable.Range(0, record.Plan.Arms.Count)
            .Where(m => (m & mask) == wanted)
            .Select(m => record.ArmIntervals[m])
            .OfType<ArmInterval>()
            .ToList();
        if (arms.Count == 0)
        {
            return new InteractionCell(double.NaN, double.NaN, double.NaN);
        }

        var mean = arms.Average(arm => arm.Mean);
        return arms.All(arm => arm.Low.HasValue && arm.High.HasValue)
            ? new InteractionCell(
                mean,
                mean - (arms.Average(arm => arm.Mean - arm.Low!.Value) / Math.Sqrt(arms.Count)),
                mean + (arms.Average(arm => arm.High!.Value - arm.Mean) / Math.Sqrt(arms.Count)))
            : new InteractionCell(mean, double.NaN, double.NaN);
    }
}
