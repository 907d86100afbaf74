using System.Globalization;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;

namespace Temper.Lab.Studies;

/// <summary>How many seeds would settle what a study leaves undecided.</summary>
/// <param name="Seeds">Seeds in all.</param>
/// <param name="Words">What that many seeds would do, in words.</param>
/// <param name="Command">The command.</param>
public sealed record FurtherSeeds(int Seeds, string Words, string Command)
{
    /// <summary>
    /// The most of the seeds that the undecided questions of the answer are said to need (<see cref="StudyAnswer.SeedsToSettle"/>). Null where
    /// nothing is undecided, or the study adds seeds by itself.
    /// </summary>
    internal static FurtherSeeds? Of(StudyPlan plan, IReadOnlyList<ContrastResult> results, int seeds, string command)
    {
        var needed = StudyAnswer.Told(plan, results).Where(result => result is { Verdict: VerdictWord.Undecided, Unchanged: null })
            .Select(result => StudyAnswer.SeedsToSettle(plan, result))
            .Where(number => number < SeedsNeeded.Most).DefaultIfEmpty().Max();
        var words = Shell.Words(command)?.ToList() ?? [];
        var at = words.IndexOf("--seeds") + 1;
        if (plan.IsSequential || needed <= seeds || at == 0 || at == words.Count)
        {
            return null;
        }

        words[at] = needed.ToString(CultureInfo.InvariantCulture);

        return new FurtherSeeds(
            needed,
            string.Create(CultureInfo.InvariantCulture, $"To settle what is undecided ({(needed - seeds) * plan.Arms.Count} more trainings):"),
            string.Join(' ', words.Select(Shell.Quote)));
    }
}
