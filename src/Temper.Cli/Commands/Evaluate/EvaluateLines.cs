using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Reports;
using Temper.Lab.Runs;

namespace Temper.Cli.Commands.Evaluate;

/// <summary>What temper evaluate prints: scores of the whole, of each class, and the confusion matrix.</summary>
internal static class EvaluateLines
{
    // More columns fit no terminal; the picture shows them all. Fewer are shown part by part where the window is narrow.
    private const int LargestMatrix = 20;

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
            report.Result($"Most often confused, of {Text(classes)} classes; all is in evaluation.json");
            report.Table(
                [new("True class"), new("Guess"), new("Rows", true), new("Of", true)],
                record.Confusion.Mistakes().Take(LargestMatrix).Select(mistake => (IReadOnlyList<string>)
                [
                    Name(record, mistake.Truth), Name(record, mistake.Cell.Guess), Text(mistake.Cell.Rows),
                    Text(record.Classes[mistake.Truth].Images),
                ]));
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

    private static string Name(EvaluationRecord record, int c) => record.ClassNames[c];

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } value ? (100 * value).ToString("F2", CultureInfo.InvariantCulture) : "-";
}
