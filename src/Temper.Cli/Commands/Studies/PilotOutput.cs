using System.Globalization;
using Temper.Cli.Output;
using Temper.Lab.Studies;

namespace Temper.Cli.Commands.Studies;

/// <summary>What is printed of a pilot.</summary>
internal static class PilotOutput
{
    /// <summary>Prints how many seeds each question takes, and the command for differences of a point.</summary>
    /// <param name="report">Where to.</param>
    /// <param name="record">The pilot.</param>
    /// <param name="arms">Arms of the study.</param>
    /// <param name="workers">Trainings side by side.</param>
    /// <param name="region">Half the width of what counts as negligible, in points.</param>
    /// <param name="command">The study's command with a number of seeds.</param>
    public static void Print(Report report, PilotRecord record, int arms, int workers, double region, Func<int, string> command)
    {
        report.Result("Seeds that it takes (80% power, all questions together at the level asked for)");
        report.Table(
            [
                new("Question"), new("Std. dev.", true), new("0.5 points", true), new("1 point", true),
                new(string.Create(CultureInfo.InvariantCulture, $"negligible (±{region})"), true),
            ],
            [.. record.Questions.Select(question => (IReadOnlyList<string>)
            [
                StudyText.Name(question.Name, question.Against),
                question.StandardDeviation is { } deviation ? deviation.ToString("F2", CultureInfo.InvariantCulture) : "-",
                Text(question.ForHalfAPoint), Text(question.ForAPoint), Text(question.ForNegligible),
            ])]);
        report.Result();
        report.Result(string.Create(
            CultureInfo.InvariantCulture,
            $"From {record.Seeds} seeds and validation data: a standard deviation is good to about a third, "
            + $"so these numbers are good to a factor of about 2. The test set was not looked at, "
            + $"and the {record.Seeds} seeds count in the study."));
        if (record.Questions.Select(question => question.ForAPoint).OfType<int>().DefaultIfEmpty().Max() is var seeds and > 0)
        {
            var minutes = seeds * arms * record.TrainingSeconds / workers / 60;
            report.Command(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Differences of 1 point in every question ({seeds * arms} trainings, about {Math.Ceiling(minutes)} minutes here):"),
                command(seeds));
        }

        if (report.IsJson)
        {
            report.Document(StudyJson.Write(record));
        }
    }

    private static string Text(int? seeds) => seeds is { } number ? number.ToString(CultureInfo.InvariantCulture) : "-";
}
