using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Reports;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>What temper evaluate prints: scores of the whole, of each class, and the confusion matrix.</summary>
internal static class EvaluateLines
{
    // More columns fit no terminal. Fewer are shown part by part where the window is narrow.
    private const int LargestMatrix = 20;

    /// <summary>Most pairs of classes that are listed where the matrix is too large.</summary>
    private const int MostPairs = 20;

    public static void Print(Report report, EvaluationRecord record)
    {
        foreach (var line in RunLines.Test(record.TestRows, record.RowNoun, record.Wrong, record.Task, record.TestScores))
        {
            report.Result(line);
        }

        report.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"Loss: {(record.TestLoss is { } loss ? loss.ToString("F4", CultureInfo.InvariantCulture) : "not a finite number")}"));
        if (record.ClassNames.Count == 0)
        {
            return;
        }

        report.Result();
        report.Table(
            [new("", true, 3), new("Class"), new("Images", true, 4), new("Precision %", true, 5), new("Recall %", true, 6), new("F1 %", true)],
            record.Classes.Select((score, c) => (IReadOnlyList<string>)
                [Text(c), Name(record, c), Text(score.Images), Percent(score.Precision), Percent(score.Recall), Percent(score.F1)]));
        report.Result();
        var classes = record.ClassNames.Count;
        if (classes > LargestMatrix)
        {
            Pairs(report, record);
            return;
        }

        report.Result("Confusion: a row for each true class, a column for each guess");
        report.Table(
            [new("", true), new("True class"), .. Enumerable.Range(0, classes).Select(c => new ReportColumn(Text(c), true))],
            Enumerable.Range(0, classes).Select(truth => (IReadOnlyList<string>)
            [
                Text(truth), Name(record, truth), .. Enumerable.Range(0, classes).Select(guess => Text(record.Confusion[truth, guess])),
            ]),
            keys: 2);
    }

    private static void Pairs(Report report, EvaluationRecord record)
    {
        var pairs = record.Confusion.Mistakes().ToList();
        if (pairs.Count == 0)
        {
            report.Result("No class was taken for another.");
            return;
        }

        report.Result(
            $"Classes taken for others most often: {Text(Math.Min(MostPairs, pairs.Count))} of {Text(pairs.Count)} pairs; evaluation.json has all");
        report.Table(
            [new("True class"), new("Guess"), new("Rows", true), new("Of", true)],
            pairs.Take(MostPairs).Select(pair => (IReadOnlyList<string>)
            [
                Name(record, pair.Truth), Name(record, pair.Cell.Guess), Text(pair.Cell.Rows), Text(record.Classes[pair.Truth].Images),
            ]));
    }

    private static string Name(EvaluationRecord record, int c) => record.ClassNames[c];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
