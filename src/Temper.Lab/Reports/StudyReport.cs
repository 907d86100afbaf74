using System.Globalization;
using System.Text;
using Temper.Lab.Records;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>The report of a study: one self-contained page, or Markdown.</summary>
public static class StudyReport
{
    private const string ForestCaption = "Points are mean differences, lines their intervals. Right of zero helps; inside the band a difference is too small to matter.";

    /// <summary>The page.</summary>
    public static string Page(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return HtmlReport.Render(new HtmlReportData(
            record.Question, [record.Answer], Sections(record), new ReportFooter($"Temper {ProgramVersion.Engine}", null, record.Command))
        {
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{StudyFigures.Subtitle(record)}; {record.Runs.Count} trainings, {record.TrainingSeconds:F0} s of training"),
            Notes = [.. record.DataNotes.Select(note => new ReportNote(note.Text, note.IsWarning)), .. record.Notes.Select(note => new ReportNote(note, IsWarning: IsWarning(note)))],
        });
    }

    /// <summary>The same as Markdown; pictures are named as files beside it.</summary>
    public static string Markdown(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Escape(record.Question)}\n\n{Escape(record.Answer)}\n\n");
        foreach (var note in record.DataNotes.Select(note => note.Text).Concat(record.Notes))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {Escape(note)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{Escape(StudyText.Rule(record.Plan))}\n\n");
        foreach (var (name, _) in Pictures(record))
        {
            text.Append(CultureInfo.InvariantCulture, $"![{Path.GetFileNameWithoutExtension(name)}]({name})\n");
        }

        foreach (var table in new[] { StudyTables.Claims(record), StudyTables.Results(record), StudyTables.Arms(record), StudyTables.LearningRates(record), StudyTables.Failed(record), StudyTables.Runs(record) })
        {
            if (table is { Rows.Count: > 0 })
            {
                Table(text, table);
            }
        }

        return text.Append(CultureInfo.InvariantCulture, $"\n{Escape(Looks(record))}\n\nReplay: `{record.Command}`\n").ToString();
    }

    /// <summary>The pictures with the names of their files.</summary>
    public static IReadOnlyList<(string Name, string Svg)> Pictures(StudyRecord record)
    {
        ArgumentNullException.ThrowIfNull(record);
        var pictures = new List<(string, string)>();
        if (record.Kind == "factorial")
        {
            pictures.Add(("effects.svg", StudyFigures.Effects(record)));
            pictures.Add(("interactions.svg", StudyFigures.Interactions(record)));
        }

        pictures.Add(("arms.svg", StudyFigures.Arms(record)));
        pictures.Add(("curves.svg", StudyFigures.Curves(record)));
        if (record.ClassNames.Count > 0)
        {
            pictures.Add(("classes.svg", StudyFigures.Classes(record)));
        }

        return pictures;
    }

    private static List<ReportSection> Sections(StudyRecord record)
    {
        var sections = new List<ReportSection>();
        if (record.Claims.Count > 0)
        {
            sections.Add(new ReportSection("Claim by claim") { Tables = [StudyTables.Claims(record)] });
        }

        sections.AddRange(
        [
            new("Differences")
            {
                Paragraphs = [StudyText.Rule(record.Plan)],
                Figures = record.Kind == "factorial"
                    ? [new ReportFigure(StudyFigures.Effects(record), ForestCaption), new ReportFigure(StudyFigures.Arms(record), ForestCaption)]
                    : [new ReportFigure(StudyFigures.Arms(record), ForestCaption)],
            },
            new("The figures behind them") { Tables = [StudyTables.Results(record)] },
            new("Learning curves") { Figures = [new ReportFigure(StudyFigures.Curves(record), "Means over the seeds, and the middle 80% of the runs.")] },
        ]);
        if (record.Kind == "factorial")
        {
            sections.Add(new ReportSection("Do they add up?")
            {
                Figures = [new ReportFigure(StudyFigures.Interactions(record), "Parallel lines: what one factor does is the same with the other off or on. Whiskers are about the accuracy itself; the note's interval is about the interaction, paired by seed.")],
            });
        }

        sections.Add(new ReportSection("Class by class")
        {
            Paragraphs = record.ClassNames.Count == 0 ? ["No training is done."] : [],
            Figures = record.ClassNames.Count == 0 ? [] : [new ReportFigure(StudyFigures.Classes(record), "Share of each class's test images guessed right, against the first arm. A description: nothing is corrected for the number of classes.")],
        });
        sections.Add(new ReportSection("Arms") { Tables = [StudyTables.Arms(record)] });
        var failed = StudyTables.Failed(record);
        sections.Add(new ReportSection("Failed runs") { Paragraphs = failed.Rows.Count == 0 ? ["No training diverged."] : [], Tables = failed.Rows.Count == 0 ? [] : [failed] });
        if (StudyTables.LearningRates(record) is { } rates)
        {
            sections.Add(new ReportSection("Learning rates") { Tables = [rates] });
        }

        sections.Add(Replay(record));
        return sections;
    }

    private static ReportSection Replay(StudyRecord record) => new("How to replay")
    {
        Paragraphs =
        [
            $"The whole study: {record.Command}",
            "One training, to the bit: temper replay RUN, with a run's id from the list below.",
            Looks(record),
        ],
        Settings =
        [
            new ReportSettings("Where it ran",
            [
                new("Study", record.Id), new("Data set", $"{record.Plan.Dataset} ({record.Plan.DatasetSource}), SHA-256 {record.Plan.DatasetHash}"),
                new("Program", string.Join("; ", record.Runs.Select(run => run.Program).Distinct())), new("Machine", string.Join("; ", record.Runs.Select(run => run.Machine).Distinct())),
            ]),
            new ReportSettings("All trainings: arm, seed, run, accuracies, weights", [.. StudyTables.Runs(record).Rows.Select(row => new KeyValuePair<string, string>($"{row[0]}, seed {row[1]}", $"run {row[2]}: test {row[3]}, valid {row[4]}, train {row[5]}; weights {row[6]}"))], IsFolded: true),
            .. record.Plan.Arms.Select(arm => new ReportSettings($"Spec of {arm.Name}", [new("JSON", SpecJson.Write(arm.Spec))], IsFolded: true)),
        ],
    };

    private static string Looks(StudyRecord record)
    {
        var looks = StudyText.Join([.. record.Looks.Select(look => string.Create(CultureInfo.InvariantCulture, $"{look.At:yyyy-MM-dd HH:mm} UTC with {look.Seeds} seeds"))]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Test set opened {record.Looks.Count} time{(record.Looks.Count == 1 ? "" : "s")} by this study ({looks}), {record.OtherLooks} time{(record.OtherLooks == 1 ? "" : "s")} by other studies in the store.");
    }

    private static bool IsWarning(string note) =>
        note.Contains("diverged", StringComparison.Ordinal) || note.Contains("opened", StringComparison.Ordinal) || note.StartsWith("Data:", StringComparison.Ordinal) || note.StartsWith("Q2", StringComparison.Ordinal);

    private static void Table(StringBuilder text, ReportTable table)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n{Escape(table.Caption)}\n\n| {string.Join(" | ", table.Columns.Select(column => Escape(column.Header)))} |\n");
        text.Append(CultureInfo.InvariantCulture, $"|{string.Concat(table.Columns.Select(column => column.IsNumber ? "---:|" : "---|"))}\n");
        foreach (var row in table.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", row.Select(Escape))} |\n");
        }
    }

    /// <summary>Names come from users' files: they must not become Markdown or HTML.</summary>
    private static string Escape(string text) =>
        string.Concat(text.Select(c => c is '|' or '<' or '>' or '[' or ']' or '`' or '*' or '_' or '\\' ? $"\\{c}" : c is '\n' or '\r' ? " " : c.ToString()));
}
