using System.Globalization;
using System.Text;
using Temper.Lab.Runs;
using Temper.Lab.Studies;
using Temper.Training;

namespace Temper.Lab.Reports;

/// <summary>The report of a study: its pictures, one self-contained page, Markdown. Each picture is drawn once.</summary>
public sealed class StudyReport
{
    /// <summary>Nobody is to paste what temper has not written.</summary>
    private const string NoCommand = "No command repeats the whole study: a program of its own asked for it, "
        + "or the stored command is not of the form that temper writes and is not shown.";

    private readonly StudyRecord record;
    private readonly IReadOnlyList<DrawnFigure> figures;

    /// <summary>Makes the report; nothing is drawn yet.</summary>
    /// <param name="record">The study.</param>
    public StudyReport(StudyRecord record)
        : this(record, StudyFigures.All)
    {
    }

    /// <summary>Makes the report with other pictures.</summary>
    internal StudyReport(StudyRecord record, IEnumerable<Figure<StudyRecord>> all)
    {
        ArgumentNullException.ThrowIfNull(record);
        this.record = record;
        figures = DrawnFigure.Of(record, all);
    }

    /// <summary>The pictures with the names of their files.</summary>
    public IReadOnlyList<(string Name, string Svg)> Pictures => [.. figures.Select(figure => (figure.FileName, figure.Svg))];

    /// <summary>The page.</summary>
    public string Page()
    {
        var footer = new ReportFooter($"Temper {ProgramVersion.Engine}", null, record.Command.Length == 0 ? null : record.Command);
        return HtmlReport.Render(new HtmlReportData(record.Question, record.Answer, Sections(), footer)
        {
            Subtitle = string.Create(
                CultureInfo.InvariantCulture,
                $"{StudyFigures.Subtitle(record)}; {record.Runs.Count} trainings, {record.TrainingSeconds:F0} s of training"),
            Conditions = record.Conditions,
            Opening = figures[0].InPage,
            Warnings = [.. record.Confounded.Select(quirk => $"Mixed up: {quirk}")],
            Notes =
            [
                .. record.DataNotes.Select(note => new ReportNote(note.Text, note.IsWarning)),
                .. record.Notes.Select(note => new ReportNote(note.Text, note.IsWarning)),
            ],
        });
    }

    /// <summary>The same as Markdown; pictures are named as files beside it.</summary>
    public string Markdown()
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"# {MarkdownText.Escape(record.Question)}\n\n"
                + $"{string.Concat(record.Confounded.Select(quirk => $"Mixed up: {MarkdownText.Escape(quirk)}\n\n"))}"
                + $"{string.Join('\n', record.Answer.Select(sentence => $"- {MarkdownText.Escape(sentence)}"))}\n\n"
                + $"{MarkdownText.Escape(record.Conditions)}\n\n");
        foreach (var note in record.DataNotes.Select(note => note.Text).Concat(record.Notes.Select(note => note.Text)))
        {
            text.Append(CultureInfo.InvariantCulture, $"- {MarkdownText.Escape(note)}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Escape(StudyText.Rule(record.Plan))}\n\n");
        MarkdownText.Pictures(text, figures.Select(figure => figure.FileName));
        ReportTable?[] tables =
        [
            StudyTables.Claims(record),
            StudyTables.Results(record),
            StudyTables.Details(record),
            StudyTables.Arms(record),
            StudyTables.LearningRates(record),
            StudyTables.Failed(record),
            StudyTables.Runs(record),
        ];
        foreach (var table in tables)
        {
            if (table is { Rows.Count: > 0 })
            {
                MarkdownText.Table(text, table.WithoutEmptyColumns());
            }
        }

        text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Escape(Looks(record))}\n");
        if (record.Command.Length > 0)
        {
            MarkdownText.Replay(text, record.Command);
        }
        else
        {
            text.Append(CultureInfo.InvariantCulture, $"\n{MarkdownText.Escape(NoCommand)}\n");
        }

        return text.ToString();
    }

    private List<ReportSection> Sections()
    {
        // The first picture opens the page.
        var sections = figures.Skip(1).GroupBy(figure => figure.Section)
            .Select(group => new ReportSection(group.Key) { Figures = [.. group.Select(figure => figure.InPage)] })
            .ToList();
        if (record.Claims.Count > 0)
        {
            sections.Add(new ReportSection("Claim by claim") { Tables = [StudyTables.Claims(record)] });
        }

        sections.Add(new ReportSection("The figures behind them")
        {
            Paragraphs = [StudyText.Rule(record.Plan)],
            Tables = [StudyTables.Results(record), StudyTables.Details(record)],
        });
        sections.Add(new ReportSection("Arms") { Tables = [StudyTables.Arms(record)] });
        var failed = StudyTables.Failed(record);
        sections.Add(failed.Rows.Count == 0
            ? new ReportSection("Failed runs") { Paragraphs = ["No training diverged."] }
            : new ReportSection("Failed runs") { Tables = [failed] });
        if (StudyTables.LearningRates(record) is { } rates)
        {
            sections.Add(new ReportSection("Learning rates") { Tables = [rates] });
        }

        sections.Add(Replay(record));
        return sections;
    }

    private static ReportSection Replay(StudyRecord record) => new("How to replay")
    {
        Commands = record.Command.Length == 0 ? [] : [new("The whole study", record.Command)],
        Paragraphs =
        [
            .. record.Command.Length == 0 ? [NoCommand] : (string[])[],
            "One training, to the bit: temper replay RUN, with a run's id from the list below.",
            Looks(record),
        ],
        Settings =
        [
            new ReportSettings("Where it ran",
            [
                new("Study", record.Id),
                new("Data set", RunReport.DataText(record.Plan.Dataset, record.Plan.DatasetSource, record.Plan.DatasetHash)),
                new("Program", string.Join("; ", record.Runs.Select(run => run.Program).Distinct())),
                new("Machine", string.Join("; ", record.Runs.Select(run => run.Machine).Distinct())),
            ]),
            new ReportSettings(
                "All trainings: arm, seed, run, scores, weights",
                [.. StudyTables.Runs(record).Rows.Select(row => KeyValuePair.Create(
                    $"{row[0]}, seed {row[1]}", $"run {row[2]}: test {row[3]}, valid {row[4]}, train {row[5]}; weights {row[6]}"))],
                IsFolded: true),
            .. record.Plan.Arms.Select(arm => new ReportSettings($"Spec of {arm.Name}", [new("JSON", SpecJson.Write(arm.Spec))], IsFolded: true)),
        ],
    };

    private static string Looks(StudyRecord record)
    {
        var looks = StudyText.Join([.. record.Looks.Select(look => string.Create(
            CultureInfo.InvariantCulture, $"{look.At:yyyy-MM-dd HH:mm} UTC with {look.Seeds} seeds"))]);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Test set opened {record.Looks.Count} time{(record.Looks.Count == 1 ? "" : "s")} by this study ({looks}), "
                + $"{record.OtherLooks} time{(record.OtherLooks == 1 ? "" : "s")} by other studies in the store, "
                + $"and {record.SingleLooks} time{(record.SingleLooks == 1 ? "" : "s")} by train, chapter and evaluate.");
    }
}
