using Temper.Lab.Statistics;

namespace Temper.ErrorRates;

/// <summary>A look after every seed from the 6th to the 105th: 100 looks.</summary>
internal static class SequentialTables
{
    private const int Looks = 100;
    private const int First = 6;
    private const int Most = First + Looks - 1;
    private static readonly int[] Families = [1, 3, 7];

    /// <summary>Looks that were planned.</summary>
    public static void Planned(Studies studies)
    {
        var design = new SpendingDesign(First, 1, Most);

        // The level is exact with any number of paths.
        var paths = new SignPaths(12);
        Table(studies, "Planned looks", (rows, level) =>
        {
            var decisions = new SpendingFamily([.. rows.Select((row, arm) => new PairedSample($"{arm}", row))], design, 0, paths).Decide(level);
            return [.. decisions.Select(decision => decision.Sign != 0)];
        });
    }

    /// <summary>Bets, after every seed from the first on.</summary>
    public static void OpenEnded(Studies studies) => Table(studies, "Bets", (rows, level) =>
    {
        // p-values never rise: those after the last seed are the smallest.
        return [.. Holm.Adjust([.. rows.Select(row => SymmetryEvidence.Of(row).TwoSided)]).Select(p => p <= level)];
    });

    private static void Table(Studies studies, string rule, Func<double[][], double, bool[]> rejected)
    {
        Studies.Head(
            $"{rule}, {Looks} of them, seeds {First} to {Most}: any false rejection, percent of {studies.Count} studies",
            ["noise", .. Families.Select(arms => $"{arms} arms, none with a difference"), .. Families.Skip(1).Select(arms => $"{arms} arms, every second with 0.5 SD")]);
        foreach (var kind in studies.Kinds)
        {
            string Cell(int arms, bool isHalfReal) => $"{studies.Percent(study =>
            {
                var rows = Studies.Differences(kind, arms, Most, study);
                for (var arm = 1; isHalfReal && arm < arms; arm += 2)
                {
                    rows[arm] = [.. rows[arm].Select(value => value + 0.5)];
                }

                return rejected(rows, 0.05).Where((isRejected, arm) => isRejected && !(isHalfReal && arm % 2 == 1)).Any();
            }):F1}";
            Studies.Row([kind, .. Families.Select(arms => Cell(arms, false)), .. Families.Skip(1).Select(arms => Cell(arms, true))]);
        }
    }
}
