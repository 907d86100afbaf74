using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Chapter;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Tasks;

namespace Temper.Cli.Commands.Chapter;

/// <summary>The table of results at the end of temper chapter, and what it says of the chapter's own claim.</summary>
internal static class ChapterLines
{
    public static void Table(Report report, List<RunRecord> records, List<SeedSummary> summary, string dataset)
    {
        report.Result($"Results on {dataset}");
        if (summary.All(row => row.Seeds == 1))
        {
            report.Table(
                [
                    new("Protocol"), new("Experiment"), new("Epochs", true, 5), new("Parameters", true, 2), new("Loss", true, 3),
                    new("Train %", true, 6),
                    new("Valid %", true, 7), new("Test %", true), new("Wrong", true), new("Seconds", true, 1),
                ],
                records.Select(record => (IReadOnlyList<string>)
                [
                    record.Protocol.Text(), record.Experiment, Text(record.Epochs), record.Parameters.ToString("N0", CultureInfo.InvariantCulture),
                    Text(record.Loss[^1], 4), Text(record.TrainScore[^1], 2), record.ValidScore.Count == 0 ? "-" : Text(record.ValidScore[^1], 2),
                    Text(record.TestScore, 2), Text(record.Wrong!.Value), Text(record.TrainSeconds + record.ValidSeconds, 2),
                ]));
        }
        else
        {
            report.Table(
                [
                    new("Protocol"), new("Experiment"), new("Seeds", true, 5), new("Test % mean", true), new("Std. dev.", true, 6),
                    new("Min", true, 1),
                    new("Max", true, 2), new("Wrong, mean", true), new("Fewest", true, 3), new("Most", true, 4),
                ],
                summary.Select(row => (IReadOnlyList<string>)
                [
                    row.Protocol.Text(), row.Experiment, Text(row.Seeds), Text(row.Mean, 2),
                    row.StandardDeviation is { } deviation ? Text(deviation, 2) : "-", Text(row.Minimum, 2),
                    Text(row.Maximum, 2), Text(row.MeanWrong, 0), Text(row.MinimumWrong), Text(row.MaximumWrong),
                ]));
        }

        report.Result();
    }

    /// <summary>The chapter's claim and what these runs say of it.</summary>
    public static IEnumerable<string> Claims(List<RunRecord> records, List<SeedSummary> summary, bool isFashionMnist)
    {
        foreach (var protocol in summary.Select(row => row.Protocol).Distinct())
        {
            var altogether = summary.FirstOrDefault(row => row.Protocol == protocol && row.Experiment == "altogether");
            var baseline = summary.FirstOrDefault(row => row.Protocol == protocol && row.Experiment == "baseline");
            if (altogether is not null && baseline is not null)
            {
                yield return Compare(records, protocol, altogether, baseline);
            }

            if (altogether is not null && isFashionMnist)
            {
                var runs = records.Where(record => record.Protocol == altogether.Protocol && record.Experiment == altogether.Experiment).ToList();
                yield return WhereTheChapterFalls(altogether)
                    + (ChapterOverview.DepartsFromProtocol(runs) ? " Its training was not as the protocol has it." : "");
            }
        }
    }

    private static string Compare(List<RunRecord> records, Protocol protocol, SeedSummary altogether, SeedSummary baseline)
    {
        var runs = records.Where(record => record.Protocol == protocol && record.Experiment == "baseline").ToList();
        var trained = runs.Average(record => record.TrainScore[^1]);
        if (runs[0].Quirks.Has(QuirkId.Q18))
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"Protocol {protocol.Text()}: the chapter sets altogether's test accuracy ({altogether.Mean:F2}%) against the baseline's "
                + $"training accuracy ({trained:F2}%); the baseline's test accuracy is {baseline.Mean:F2}%.");
        }

        return string.Create(
            CultureInfo.InvariantCulture,
            $"Protocol {protocol.Text()}: test accuracy is {altogether.Mean:F2}% altogether and {baseline.Mean:F2}% for the baseline "
            + $"({Score.Accuracy.Difference(altogether.Mean - baseline.Mean)} points), at learning rate {runs[0].Spec.Optimizer.LearningRate}.");
    }

    private static string WhereTheChapterFalls(SeedSummary row)
    {
        var start = string.Create(
            CultureInfo.InvariantCulture,
            $"Protocol {row.Protocol.Text()}: the chapter's altogether net guessed {SeedSummary.ChapterWrong} wrong "
            + $"({SeedSummary.ChapterAccuracy}%); ");
        if (row.Seeds == 1)
        {
            return start + string.Create(CultureInfo.InvariantCulture, $"this run guessed {row.MinimumWrong} wrong.");
        }

        var runs = string.Create(CultureInfo.InvariantCulture, $"these {row.Seeds} runs ({row.MinimumWrong} to {row.MaximumWrong} wrong)");
        return start + row.RunsWithMoreWrongThanChapter switch
        {
            0 => $"none of {runs} guessed more wrong.",
            var more when more == row.Seeds => $"all of {runs} guessed more wrong.",
            var more => string.Create(CultureInfo.InvariantCulture, $"{more} of {runs} guessed more wrong."),
        };
    }

    private static string Text(double value, int decimals) => value.ToString($"F{decimals}", CultureInfo.InvariantCulture);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);
}
