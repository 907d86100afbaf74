using System.Globalization;
using Temper.Lab.Benchmarks;

namespace Temper.Cli.Commands.Bench;

/// <summary>What the peaks say about whether the other figures can be trusted.</summary>
internal static class BenchNotes
{
    private const double UsualSpread = 0.15;
    private const double UsualGain = 0.75;

    /// <summary>A line for each doubt.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<PeakResult> peaks)
    {
        var spread = peaks.Max(peak => 1 - (peak.Probes.Min() / peak.Gflops));
        if (spread > UsualSpread)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"note: probes of one peak differ by {100 * spread:F0}%: "
                    + $"other programs computed at the same time, or the clock changed; measure again.");
        }

        foreach (var (set, threads, gflops, _) in peaks.Where(peak => peak.Threads > 1))
        {
            var gain = gflops / peaks.First(peak => peak.InstructionSet == set && peak.Threads == 1).Gflops;
            if (gain < UsualGain * threads)
            {
                yield return string.Create(
                    CultureInfo.InvariantCulture,
                    $"note: with {set} {threads} threads together have {gain:F1} times the peak of one: "
                        + $"cores that share their units (SMT), or other programs at the same time.");
            }
        }
    }
}
