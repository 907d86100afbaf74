using System.Globalization;
using Temper.Data;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Statistics;

namespace Temper.Lab.Chapter;

/// <summary>How the chapter's report opens: one picture of all experiments, a sentence for each protocol, and what the picture cannot show.</summary>
public static class ChapterOverview
{
    private const string Baseline = "baseline";
    private const int FewestForInterval = 3;

    /// <summary>The picture, as SVG.</summary>
    public static string Picture(ChapterRecord chapter)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        return ExperimentsFigure.Render(new ExperimentsFigureData(
            RunPictures.Title(Title(chapter), chapter.Dataset, chapter.DatasetOrigin),
            $"{chapter.Dataset}, {SeedsOf(Groups(chapter).SelectMany(group => group.Runs))}",
            [.. Groups(chapter).Select(group => new ExperimentsFigureData.Group(
                Heading(group),
                [.. group.Experiments.Select(Row)],
                group.Experiments.FindIndex(runs => runs[0].Experiment == Baseline),
                Printed(group)))]));
    }

    /// <summary>One sentence for each protocol.</summary>
    public static IReadOnlyList<string> Sentences(ChapterRecord chapter)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        return [.. Groups(chapter).Select(Sentence)];
    }

    /// <summary>What a reader must not read out of the picture.</summary>
    public static string Cautions(ChapterRecord chapter)
    {
        ArgumentNullException.ThrowIfNull(chapter);
        var groups = Groups(chapter).ToList();
        var cautions = new List<string>();
        foreach (var group in groups.Where(group => Lengths(group).Count > 1))
        {
            var lengths = StudyWords(Lengths(group).Select(
                length => $"{StudyWords(length.Value)} trained for {length.Key} epoch{(length.Key == 1 ? "" : "s")}"));
            cautions.Add(
                $"In protocol {group.Protocol.Text()} {lengths}: between these the picture shows regularization and training time together.");
        }

        var isOneNet = groups.Sum(group => group.Experiments.Count) == 1;
        cautions.Add(SeedCaution(groups.Max(group => group.Seeds), isOneNet));
        if (groups.Count > 1)
        {
            cautions.Add("The protocols differ in several ways at once, so a difference between the panels has no single cause.");
        }

        var run = groups[0].Runs[0];
        var share = groups.SelectMany(group => group.Runs).Average(one => one.TestScore) / 100;
        cautions.Add(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isOneNet ? "The net was tested on" : "All nets were tested on the same")} {run.TestRows:N0} images; "
            + $"on other {run.TestRows:N0} of the kind {(isOneNet ? "its" : "each")} accuracy would be off by up to about "
            + $"{196 * Math.Sqrt(share * (1 - share) / run.TestRows):F1} points (95%)."));
        return string.Join(' ', cautions);
    }

    /// <summary>Whether runs of one experiment and protocol were trained with other quirks, or for other epochs, than the protocol has.</summary>
    public static bool DepartsFromProtocol(IReadOnlyList<RunRecord> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        return Departures(new Group(runs[0].Protocol, [runs])).Count > 0;
    }

    private static IEnumerable<Group> Groups(ChapterRecord chapter) => chapter.Experiments
        .GroupBy(run => run.Protocol)
        .Select(group => new Group(group.Key, [.. group.GroupBy(run => run.Experiment).Select(runs => (IReadOnlyList<RunRecord>)[.. runs])]));

    private static string Title(ChapterRecord chapter) => chapter.Experiments.Select(run => run.Experiment).Distinct().ToList() is [var only]
        ? $"How well does {only} guess?"
        : "Which net guesses best?";

    private static string SeedCaution(int seeds, bool isOneNet) => (seeds, isOneNet) switch
    {
        (1, true) => "One seed proves nothing: with another the net may guess better or worse.",
        (1, false) => "One seed proves nothing: with another the nets may come in another order.",
        ( < FewestForInterval, true) => "Two seeds are too few even for an interval.",
        ( < FewestForInterval, false) => "Two seeds are too few even for an interval. temper compare tests differences, seed by seed.",
        (_, true) => "The interval is of the net's mean over seeds; a single training may lie outside it.",
        _ =>
            "An interval is of one net's mean over seeds; that two of them overlap or not is no test. "
            + "temper compare tests differences, seed by seed.",
    };

    /// <summary>How a panel's nets were trained, with everything in which that differs from the protocol.</summary>
    private static string Heading(Group group)
    {
        var heading = group.Protocol switch
        {
            Protocol.Chapter => "Protocol chapter: trained as the chapter's code does",
            Protocol.Literal => "Protocol literal: trained as the chapter's code does, with its wasted work too",
            Protocol.Sound => "Protocol sound: trained by sound practice",
            _ => $"Protocol {group.Protocol.Text()}",
        };
        return Departures(group) is { Count: > 0 } departures ? $"{heading}, but {StudyWords(departures)}" : heading;
    }

    private static List<string> Departures(Group group)
    {
        var departures = new List<string>();
        var (off, on) = Switched(group);
        foreach (var (ids, state) in new[] { (off, "off"), (on, "on") }.Where(switched => switched.Item1.Count > 0))
        {
            departures.Add($"with {StudyWords(ids)} switched {state}");
        }

        if (!HasUsualLengths(group.Runs))
        {
            var lengths = group.Runs.Select(run => run.Spec.Epochs).Distinct().Order().ToList();
            departures.Add($"for {StudyWords(lengths.Select(Whole))} epoch{(lengths is [1] ? "" : "s")}");
        }

        return departures;
    }

    /// <summary>Quirks that are off, or on, against the protocol.</summary>
    private static (List<string> Off, List<string> On) Switched(Group group)
    {
        var usual = QuirkSet.Of(group.Protocol).On;
        var quirks = group.Runs[0].Quirks;
        return ([.. usual.Except(quirks)], [.. quirks.Except(usual)]);
    }

    /// <summary>Whether all were trained as long as their experiment is where nobody asks for other epochs.</summary>
    private static bool HasUsualLengths(IEnumerable<RunRecord> runs) => runs.All(run =>
        ChapterExperiment.All.FirstOrDefault(experiment => experiment.Name == run.Experiment) is not { } experiment
        || run.Spec.Epochs == experiment.UsualEpochs(run.Quirks.Has(QuirkId.Q20)));

    private static ExperimentsFigureData.Row Row(IReadOnlyList<RunRecord> runs)
    {
        var summary = SeedSummary.Of(runs);
        var half = summary is { Seeds: >= FewestForInterval, StandardDeviation: { } deviation }
            ? StudentT.Quantile(0.975, summary.Seeds - 1) * deviation / Math.Sqrt(summary.Seeds)
            : double.NaN;
        var epochs = string.Join(" to ", new[] { runs.Min(run => run.Epochs), runs.Max(run => run.Epochs) }.Distinct().Select(Whole));
        return new ExperimentsFigureData.Row(
            summary.Experiment,
            $"{epochs} epoch{(epochs == "1" ? "" : "s")}",
            [.. runs.Select(run => run.TestScore)],
            summary.Mean,
            summary.Mean - half,
            summary.Mean + half,
            $"{Whole(summary.MeanWrong)} wrong");
    }

    /// <summary>What the chapter printed of its altogether net, where that net was trained as there.</summary>
    private static (double Value, string Text)? Printed(Group group)
    {
        var there = ChapterExperiment.Find("altogether");
        var altogether = group.Experiments.FirstOrDefault(runs => runs[0].Experiment == there.Name);
        return group.Protocol == Protocol.Chapter && altogether is not null && Switched(group) is { Off: [], On: [] } && HasUsualLengths(altogether)
            && altogether[0] is { Dataset: FashionMnist.Name, DatasetOrigin: DatasetOrigin.Published }
            ? (
                SeedSummary.ChapterAccuracy,
                string.Create(CultureInfo.InvariantCulture, $"printed in the chapter for altogether: {SeedSummary.ChapterAccuracy}%"))
            : null;
    }

    private static string Sentence(Group group)
    {
        var start = $"Protocol {group.Protocol.Text()}, {SeedsOf(group.Runs)}: ";
        var average = group.Seeds > 1 ? " on average" : "";
        var images = string.Create(CultureInfo.InvariantCulture, $"{group.Runs[0].TestRows:N0} test images");
        if (group.Experiments.Count == 1)
        {
            var runs = group.Experiments[0];
            return $"{start}{runs[0].Experiment} guessed {Whole(MeanWrong(runs))} of {images} wrong{average} ({Percent(runs)} right).";
        }

        var fewest = group.Experiments.Min(MeanWrong);
        var best = group.Experiments.Where(runs => MeanWrong(runs) == fewest).ToList();
        var baseline = group.Experiments.FirstOrDefault(runs => runs[0].Experiment == Baseline);
        var names = StudyWords(best.Select(runs => runs[0].Experiment));
        var figures = $"{Whole(fewest)}{(best.Count > 1 ? " each" : "")} ({Percent(best[0])} right)";
        if (best.Count == group.Experiments.Count)
        {
            return $"{start}{names} guessed equally many of {images} wrong{average}, {figures}.{TimeText(group)}";
        }

        var text = $"{start}{names} guessed the fewest of {images} wrong{average}, {figures}";
        if (baseline is null)
        {
            return text + "." + TimeText(group);
        }

        // Of equals none is better than the baseline.
        if (best.Contains(baseline))
        {
            return $"{text}: no other net guessed better than the baseline.{TimeText(group)}";
        }

        text += $"; the baseline without regularization guessed {Whole(MeanWrong(baseline))} wrong ({Percent(baseline)} right)";
        if (group.Seeds > 1)
        {
            text += $", and {StudyWords(best.Select(runs => MoreThan(runs, baseline)))} seeds";
        }

        return text + "." + TimeText(group);
    }

    private static string MoreThan(IReadOnlyList<RunRecord> best, IReadOnlyList<RunRecord> baseline)
    {
        var pairs = best.Join(baseline, one => one.Seed, other => other.Seed, (one, other) => one.Wrong < other.Wrong).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"more than {best[0].Experiment} with {pairs.Count(isFewer => isFewer)} of {pairs.Count}");
    }

    private static double MeanWrong(IReadOnlyList<RunRecord> runs) => SeedSummary.Of(runs).MeanWrong;

    private static string TimeText(Group group) =>
        Lengths(group).Count > 1 ? " Not all of these nets were trained equally long, so this is not regularization alone." : "";

    /// <summary>Experiments by their epochs.</summary>
    private static Dictionary<int, List<string>> Lengths(Group group) => group.Experiments
        .GroupBy(runs => runs.Max(run => run.Spec.Epochs))
        .OrderBy(length => length.Key)
        .ToDictionary(length => length.Key, length => length.Select(runs => runs[0].Experiment).ToList());

    private static string SeedsOf(IEnumerable<RunRecord> runs)
    {
        var seeds = runs.Select(run => run.Seed).Distinct().Order().ToList();
        return seeds.Count == 1
            ? string.Create(CultureInfo.InvariantCulture, $"one seed ({seeds[0]})")
            : string.Create(CultureInfo.InvariantCulture, $"{seeds.Count} seeds ({seeds[0]} to {seeds[^1]})");
    }

    private static string StudyWords(IEnumerable<string> parts) => Studies.StudyText.Join([.. parts]);

    private static string Percent(IReadOnlyList<RunRecord> runs) => string.Create(CultureInfo.InvariantCulture, $"{SeedSummary.Of(runs).Mean:F2}%");

    private static string Whole(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Whole(int value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private sealed record Group(Protocol Protocol, List<IReadOnlyList<RunRecord>> Experiments)
    {
        public IReadOnlyList<RunRecord> Runs { get; } = [.. Experiments.SelectMany(runs => runs)];

        public int Seeds => Experiments.Max(runs => runs.Count);
    }
}
