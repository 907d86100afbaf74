using Temper.Tests.Statistics;

namespace Temper.ErrorRates;

/// <summary>Simulated studies: arms that share their seeds and a baseline.</summary>
/// <param name="First">Number of a cell's first study; others are other draws.</param>
/// <param name="Count">Studies of a cell.</param>
/// <param name="Kinds">Kinds of noise.</param>
internal sealed record Studies(int First, int Count, string[] Kinds)
{
    /// <summary>The numbers of a cell's studies.</summary>
    public IEnumerable<int> Numbers => Enumerable.Range(First, Count);

    /// <summary>
    /// Differences of a study as [arm][seed], mean 0, standard deviation 1, correlation one half between arms: each is the arm's own noise plus that of
    /// the baseline. A sum, so that lopsided noise stays lopsided; for symmetric noise it is a difference.
    /// </summary>
    public static double[][] Differences(string kind, int arms, int seeds, int study)
    {
        var noise = new Noise((ulong)(7000 + (100 * arms) + seeds), study).Of(kind, (arms + 1) * seeds);
        return
        [
            .. Enumerable.Range(1, arms).Select(arm =>
                Enumerable.Range(0, seeds).Select(seed => (noise[(arm * seeds) + seed] + noise[seed]) / (Math.Sqrt(2) * Deviation(kind))).ToArray()),
        ];
    }

    private static double Deviation(string kind) => kind switch
    {
        "t3" => Math.Sqrt(3),
        "lognormal" => Math.Sqrt((Math.E - 1) * Math.E),
        "rounded" => Math.Sqrt(1 + (1 / 12.0)),
        _ => 1,
    };

    /// <summary>Share of the studies, in percent, of which something is true.</summary>
    public double Percent(Func<int, bool> isSo) => 100.0 * Numbers.AsParallel().Count(isSo) / Count;

    /// <summary>Writes a table's head.</summary>
    public static void Head(string title, params string[] columns)
    {
        Console.WriteLine(title);
        Console.WriteLine();
        Row(columns);
        Row([.. columns.Select(_ => "---")]);
    }

    /// <summary>Writes a row.</summary>
    public static void Row(params string[] cells) => Console.WriteLine($"| {string.Join(" | ", cells)} |");
}
