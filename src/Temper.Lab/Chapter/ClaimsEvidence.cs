using System.Globalization;
using Temper.Lab.Statistics;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Lab.Chapter;

/// <summary>
/// The figures of a study of the claims, arm by arm and seed by seed, and comparisons of those that are not test accuracy. Each measure is
/// a family of questions of its own. A figure is NaN where the training diverged.
/// </summary>
/// <param name="record">The study.</param>
internal sealed class ClaimsEvidence(StudyRecord record)
{
    /// <summary>The study.</summary>
    public StudyRecord Record => record;

    /// <summary>An arm's name.</summary>
    public string Name(int arm) => record.Arms[arm].Name;

    /// <summary>An arm's mean test accuracy as text.</summary>
    public string Test(int arm) => Percent(record.Arms[arm].Test);

    /// <summary>An arm's mean training accuracy in evaluation mode as text.</summary>
    public string Train(int arm) => Percent(record.Arms[arm].Train);

    /// <summary>An arm's figure at each seed.</summary>
    public double[] Each(int arm, Func<StudyRun, double?> figure) => [.. Runs(arm).Select(run => figure(run) ?? double.NaN)];

    /// <summary>Arm minus reference at each seed.</summary>
    public double[] Differences(int arm, int reference, Func<StudyRun, double?> figure) => Minus(Each(arm, figure), Each(reference, figure));

    /// <summary>What an arm's training and validation accuracies, epoch by epoch, give at each seed.</summary>
    public double[] EachCurve(int arm, Func<IReadOnlyList<double>, IReadOnlyList<double>, double> figure)
    {
        // Only trainings that are done have curves, in the order of their seeds.
        var (curves, done) = (record.Epochs[arm], 0);
        return
        [
            .. Runs(arm).Select(run =>
            {
                if (run.FailedStep is not null || curves.Valid.Count == 0)
                {
                    return double.NaN;
                }

                var at = done++;
                return figure(curves.Train[at], curves.Valid[at]);
            }),
        ];
    }

    /// <summary>The study's answer about the test accuracies of two arms.</summary>
    public ContrastResult Answer(int arm, int reference) => record.Results.Zip(record.Plan.Contrasts)
        .First(pair => pair.Second.Terms is [var one, var other] && one.Arm == arm && other.Arm == reference).First;

    /// <summary>Judges one measure: all questions about it are one family.</summary>
    /// <param name="region">Differences within plus and minus this count as nothing.</param>
    /// <param name="questions">Name and differences seed by seed.</param>
    public IReadOnlyList<PairedComparison> Compare(double region, IEnumerable<(string Name, double[] Differences)> questions) =>
        PairedAnalysis.Compare(
            [.. questions.Select(question => new PairedSample(question.Name, question.Differences))],
            record.Plan.Verdicts() with { Region = region });

    /// <summary>The same for a number of seeds that was fixed, whatever the rule of the study.</summary>
    public IReadOnlyList<PairedComparison> CompareFixed(double region, IEnumerable<(string Name, double[] Differences)> questions) =>
        PairedAnalysis.Compare(
            [.. questions.Select(question => new PairedSample(question.Name, question.Differences))],
            new VerdictSettings { Alpha = record.Plan.Alpha, Region = region });

    /// <summary>One list minus another, place by place.</summary>
    public static double[] Minus(double[] one, double[] other) => [.. one.Zip(other, (left, right) => left - right)];

    /// <summary>The mean of those that are numbers; NaN without any.</summary>
    public static double Mean(double[] values) => values.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average();

    /// <summary>"-1.54 [-1.88, -1.09] (narrower)".</summary>
    /// <param name="one">The comparison.</param>
    /// <param name="above">The word for a difference above 0.</param>
    /// <param name="below">The word for one below 0.</param>
    public static string Told(PairedComparison one, string above, string below) => one.Pairs == 0
        ? "- (no training is done)"
        : $"{Score.Accuracy.Difference(one.Mean)}"
            + $"{(one.Pairs < 2 ? "" : $" {StudyText.Interval(Score.Accuracy, Finite(one.FamilyInterval.Low), Finite(one.FamilyInterval.High))}")} "
            + $"({Word(one.Verdict, above, below)})";

    /// <summary>A verdict in the words of its measure.</summary>
    public static string Word(VerdictWord verdict, string above, string below) => verdict switch
    {
        VerdictWord.Helps => above,
        VerdictWord.Hurts => below,
        VerdictWord.Negligible => "no change that matters",
        VerdictWord.TooFewSeeds => "too few seeds",
        _ => "undecided",
    };

    /// <summary>"86.70%"; "-" without a number.</summary>
    public static string Percent(double? value) =>
        value is { } number && double.IsFinite(number) ? string.Create(CultureInfo.InvariantCulture, $"{number:F2}%") : "-";

    /// <summary>A number with some decimals; "-" without one.</summary>
    public static string Number(double value, int decimals) =>
        double.IsFinite(value) ? value.ToString($"F{decimals}", CultureInfo.InvariantCulture) : "-";

    private IEnumerable<StudyRun> Runs(int arm) => record.Runs.Where((_, i) => i % record.Arms.Count == arm);

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
