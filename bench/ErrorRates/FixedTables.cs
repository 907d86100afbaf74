using Temper.Lab.Statistics;

namespace Temper.ErrorRates;

/// <summary>A fixed number of seeds.</summary>
internal static class FixedTables
{
    private static readonly int[] Families = [1, 3, 7];
    private static readonly int[] Seeds = [6, 8, 10, 15, 20, 30];

    /// <summary>Any arm without a difference called helping or hurting.</summary>
    public static void Level(Studies studies)
    {
        Studies.Head(
            $"Any false rejection, percent of {studies.Count} studies: no arm has a difference, or every second has one of 1 SD and the others are counted",
            ["noise", "arms", "who", .. Seeds.Select(seeds => $"n = {seeds}")]);
        foreach (var (kind, arms) in studies.Kinds.SelectMany(kind => Families.Select(arms => (kind, arms))))
        {
            foreach (var isHalfReal in arms == 1 ? new[] { false } : [false, true])
            {
                Studies.Row(
                [
                    kind, $"{arms}", isHalfReal ? "half" : "none",
                    .. Seeds.Select(seeds => $"{studies.Percent(study => IsWrong(kind, arms, seeds, study, isHalfReal)):F1}"),
                ]);
            }
        }
    }

    /// <summary>The single interval, and how often a sample of lopsided noise shows a skewness that is warned about.</summary>
    public static void Coverage(Studies studies)
    {
        Studies.Head(
            $"The single interval holds the mean, percent of {studies.Count} studies; in brackets among those without a warning about skewness",
            ["noise", .. Seeds.Select(seeds => $"n = {seeds}")]);
        foreach (var kind in studies.Kinds)
        {
            Studies.Row([kind, .. Seeds.Select(seeds =>
            {
                double[][] rows = [.. studies.Numbers.Select(study => Studies.Differences(kind, 1, seeds, study)[0])];
                double[][] calm = [.. rows.Where(row => Math.Abs(SampleShape.Of(row).Skewness) <= 2)];
                return $"{Covered(rows):F1} ({Covered(calm):F1})";
            })]);
        }
    }

    /// <summary>All bars of a family hold their centres at once; a third of the arms each has no difference, half an SD and one.</summary>
    public static void Bars(Studies studies)
    {
        int[] few = [6, 8, 10, 15];
        Studies.Head(
            $"All bars hold their means, and in brackets each by itself, percent of {studies.Count} studies; arms have differences of 0, 0.5 and 1 SD in turn",
            ["noise", "arms", .. few.Select(seeds => $"n = {seeds}")]);
        foreach (var (kind, arms) in studies.Kinds.SelectMany(kind => Families.Select(arms => (kind, arms))))
        {
            Studies.Row([kind, $"{arms}", .. few.Select(seeds =>
            {
                var held = studies.Numbers.AsParallel().Select(study =>
                {
                    double[][] rows = [.. Studies.Differences(kind, arms, seeds, study).Select((row, arm) => row.Select(value => value + (0.5 * (arm % 3))).ToArray())];
                    return FlipFamily.Judge(rows, new VerdictSettings()).Select((found, arm) => found.Bar.Contains(0.5 * (arm % 3))).ToArray();
                }).ToList();
                return $"{100.0 * held.Count(bars => bars.All(isHeld => isHeld)) / held.Count:F1} ({100 * held.Average(bars => bars.Average(isHeld => isHeld ? 1.0 : 0)):F1})";
            })]);
        }
    }

    private static bool IsWrong(string kind, int arms, int seeds, int study, bool isHalfReal)
    {
        var rows = Studies.Differences(kind, arms, seeds, study);
        for (var arm = 1; isHalfReal && arm < arms; arm += 2)
        {
            rows[arm] = [.. rows[arm].Select(value => value + 1)];
        }

        return FlipFamily.Rejected(rows, 0.05).Any(arm => !(isHalfReal && arm % 2 == 1));
    }

    private static double Covered(double[][] rows) => 100.0 * rows.AsParallel().Count(row => SignFlipInterval.OfMean(row).Contains(0)) / rows.Length;
}
