using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Temper.Cli.Output;
using Temper.Cli.TerminalPictures;
using Temper.Lab.Reports;
using Temper.Lab.Runs;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Cli.Commands.Runs;

/// <summary>What temper runs prints. Test results of sealed runs are not shown.</summary>
internal static class RunsLines
{
    private const string Sealed = "sealed";
    private const int FieldAt = 13;

    private static readonly string[] TestFields = ["testScore", "testScores", "testLoss", "wrong", "confusion", RunDifferences.Guesses];

    /// <summary>Lists runs.</summary>
    /// <param name="report">Where.</param>
    /// <param name="runs">The runs, newest first.</param>
    /// <param name="most">Most that are listed.</param>
    /// <param name="none">What is said where there are none.</param>
    public static void Runs(Report report, IReadOnlyList<RunSummary> runs, int most, string none)
    {
        if (report.IsJson)
        {
            report.Document(CliJson.Write([.. runs.Take(most).Select(run => run.IsSealed ? run with { TestScore = null, Wrong = null } : run)]));
            return;
        }

        if (runs.Count == 0)
        {
            report.Result(none);
            return;
        }

        // Where a name stands for several data sets, the hash tells them apart.
        var shared = runs
            .GroupBy(run => run.Dataset)
            .Where(name => name.Select(run => run.DatasetHash).Distinct().Count() > 1)
            .Select(name => name.Key)
            .ToHashSet();
        var unit = runs.All(run => run.Score.EndsWith("(%)", StringComparison.Ordinal)) ? " %" : "";
        report.Table(
            [
                new("Run"), new("Experiment"), new("Protocol", false, 5), new("Data", false, 6), new("Seed", true, 8), new($"Valid{unit}", true, 7),
                new($"Test{unit}", true), new("Seconds", true, 1), new("Studies", true, 2), new("Finished (UTC)", false, 4), new("Tags", false, 0),
                new("Note", false, -1),
            ],
            runs.Take(most).Select(run => (IReadOnlyList<string>)
            [
                run.Id, run.Experiment, run.Protocol.Text(),
                shared.Contains(run.Dataset) ? $"{run.Dataset} {run.DatasetHash[..Math.Min(8, run.DatasetHash.Length)]}" : run.Dataset,
                Text(run.Seed), Score(run, run.ValidScore, unit),
                run.State == RunState.Failed
                    ? string.Create(CultureInfo.InvariantCulture, $"failed at step {run.FailedStep}")
                    : run.IsSealed ? Sealed : Score(run, run.TestScore, unit),
                Text(run.Seconds), Text(run.Studies), run.Finished.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
                string.Join(", ", run.Tags), Beginning(run.Note ?? ""),
            ]));
        if (runs.Count > most)
        {
            report.Info(string.Create(CultureInfo.InvariantCulture, $"{runs.Count - most} older ones are not shown; --limit 0 shows all."));
        }
    }

    /// <summary>A score of a list in which units may differ: "87.12", or "3.2 RMSE (kg)".</summary>
    private static string Score(RunSummary run, double? value, string unit) => value is not { } number ? "-"
        : unit.Length > 0 ? Text(number)
        : $"{number.ToString("G5", CultureInfo.InvariantCulture)} {run.Score}";

    private static string Unit(RunRecord record) => $" {record.Task.Score.ShortTitle}";

    private static string Tested(RunRecord record) => record.Task.Score.Number(record.TestScore) + (record.Wrong is { } wrong
        ? $" ({Text(wrong)} of {Text(record.TestRows)} wrong)"
        : $" ({Text(record.TestRows)} {record.RowNoun}s)");

    /// <summary>The beginning of a note, in whole words.</summary>
    private static string Beginning(string note)
    {
        const int most = 40;
        var line = VisibleText.Line(note);
        return line.Length <= most ? line : $"{(line.LastIndexOf(' ', most) is > 0 and var end ? line[..end] : line[..most])} ...";
    }

    /// <summary>Runs beside each other: curves where they can be drawn, figures and settings.</summary>
    public static void Compared(Report report, IReadOnlyList<ComparedRun> runs)
    {
        RunLines.Curves(report, runs);
        report.Result(ComparisonReport.Result(runs));
        foreach (var table in new[] { ComparisonReport.Runs(runs), ComparisonReport.Settings(runs) }.Where(table => table.Rows.Count > 0))
        {
            report.Result();
            report.Result(table.Caption);
            report.Table(table.Columns, table.Rows, table.Keys);
        }

        report.Info();
        if (report.IsJson)
        {
            report.Document(CliJson.Write(new ComparisonFacts(
                [.. runs.Select(run => run.Id)], RunDifferences.OfSettings([.. runs.Select(run => run.Settings)]))));
        }
    }

    public static void Studies(Report report, RunStore store, int most)
    {
        var rows = store.Studies().Take(most).Select(study => new StudyListing(
            study.Id, study.Kind, study.Title, study.Members.Count, store.Looks(study.Id).Count, study.Created,
            Shell.Again(study.Command) ?? "")).ToList();
        if (report.IsJson)
        {
            report.Document(CliJson.Write(rows));
            return;
        }

        report.Table(
            [
                new("Study"), new("Kind", false, 3), new("Runs", true, 2), new("Looks at the test set", true, 4), new("Begun (UTC)", false, 1),
                new("Question"),
            ],
            rows.Select(row => (IReadOnlyList<string>)
            [
                row.Id, row.Kind, Text(row.Runs), row.Looks == 0 ? Sealed : Text(row.Looks),
                row.Created.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), row.Title,
            ]));
    }

    public static void Show(Report report, RunStore store, StoredRun run)
    {
        var studies = store.Studies().Where(study => study.Members.Any(member => member.RunId == run.Id)).ToList();
        List<(string, string)> written = [];
        if (store.TagsOf(run.Id) is { Count: > 0 } tags)
        {
            written.Add(("Tags", string.Join(", ", tags)));
        }

        if (store.NoteOf(run.Id) is { } note)
        {
            written.Add(("Note", note));
        }

        if (run.Failure is { } failure)
        {
            Text(report, report.IsJson, RecordJson.Write(failure), [
                ("Run", failure.Id), ("Experiment", $"{failure.Experiment}, protocol {failure.Protocol.Text()}"),
                ("Data", RunReport.DataText(failure.Dataset, failure.DatasetSource, failure.DatasetHash)), ("Seed", Text(failure.Seed)),
                ("Failed", failure.Message), .. written, ("Spec", SpecJson.Write(failure.Spec)),
            ]);
            return;
        }

        var record = run.Record!;
        var isSealed = StoredRuns.IsSealed(store, run.Id);
        Text(report, report.IsJson, Document(record, isSealed), [
            ("Run", record.Id),
            (
                "Experiment",
                $"{record.Experiment}, protocol {record.Protocol.Text()}"
                + $"{(record.Quirks.Count == 0 ? "" : $", quirks {string.Join(", ", record.Quirks)}")}"),
            ("Data", RunReport.DataText(record.Dataset, record.DatasetSource, record.DatasetHash)),
            ("Seed", Text(record.Seed)), ("Regularizers", RunReport.RegularizersText(record.Spec)),
            ("Loss", string.Join("  ", record.Loss.Select(loss => loss.ToString("F4", CultureInfo.InvariantCulture)))),
            ($"Train{Unit(record)}", string.Join("  ", record.TrainScore.Select(record.Task.Score.Number))),
            ($"Valid{Unit(record)}", string.Join("  ", record.ValidScore.Select(record.Task.Score.Number))),
            ($"Test{Unit(record)}", isSealed ? $"{Sealed}: no study of it has opened the test set yet" : Tested(record)),
            ("Weights", $"SHA-256 {record.WeightsHash}"),
            (
                "Time",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{record.TrainSeconds + record.ValidSeconds:F2} s, {record.Finished.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC")),
            ("Where", $"{record.Program}, {record.Device}, {record.Machine}"),
            ("Studies", studies.Count == 0 ? "none" : string.Join(", ", studies.Select(study => study.Id))),
            .. record.DataNotes.Select(data => ("Data note", data.Text)),
            .. record.Notes.Select(about => ("Run note", about)),
            .. written,
            ("Replay", StoredRuns.Command($"replay {Shell.Quote(record.Id)}", store)),
            ("Spec", SpecJson.Write(record.Spec)),
        ]);
    }

    /// <summary>A time of a record as people read it, in words that a narrow window can take apart; any other text as it is.</summary>
    private static string Time(string text) =>
        DateTimeOffset.TryParseExact(
            text.Trim('"'), "yyyy-MM-ddTHH:mm:ss.FFFFFFFzzz", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture)
            : text;

    public static void Diff(Report report, RunStore store, StoredRun left, StoredRun right)
    {
        if (left.Record is not { } one || right.Record is not { } other)
        {
            throw new StoreException(
                $"Run {(left.Record is null ? left.Id : right.Id)} failed: it has no results to compare; "
                + $"{StoredRuns.Command($"runs show {Shell.Quote(left.Record is null ? left.Id : right.Id)}", store)} tells what happened.");
        }

        var isSealed = StoredRuns.IsSealed(store, left.Id) || StoredRuns.IsSealed(store, right.Id);
        var fields = RunDifferences.Of(one, other)
            .Select(field => isSealed && TestFields.Contains(field.Name.Split('.')[0]) ? field with { Left = Sealed, Right = Sealed } : field)
            .ToList();
        if (report.IsJson)
        {
            report.Document(CliJson.Write(fields));
            return;
        }

        if (fields.Count == 0)
        {
            report.Result("The two are the same.");
            return;
        }

        fields = [.. fields.Select(field => field with { Left = Time(field.Left), Right = Time(field.Right) })];
        List<ReportColumn> columns = [new("Field"), new(left.Id), new(right.Id)];
        var rows = fields.Select(field => (IReadOnlyList<string>)[field.Name, field.Left, field.Right]).ToList();
        if (report.Columns is { } most && TextTable.Lines(columns, rows).Max(CellText.Width) > most)
        {
            // Side by side the long values would be broken; one below the other they can still be compared.
            foreach (var field in fields)
            {
                report.Result(field.Name);
                report.Field($"  {left.Id}", field.Left, FieldAt + 2);
                report.Field($"  {right.Id}", field.Right, FieldAt + 2);
            }
        }
        else
        {
            report.Table(columns, rows);
        }
    }

    public static string Garbage(GarbageReport garbage, bool isDry) => string.Create(
        CultureInfo.InvariantCulture,
        $"{(isDry ? "Would remove" : "Removed")} {garbage.Runs.Count} runs that no study names ({garbage.Bytes / 1e6:F1} MB), "
        + $"{garbage.Leases.Count} leases and {garbage.LockFiles.Count} lock files of dead processes.");

    private static string Document(RunRecord record, bool isSealed)
    {
        var json = RecordJson.Write(record);
        if (!isSealed)
        {
            return json;
        }

        var document = JsonNode.Parse(json)!.AsObject();
        foreach (var field in TestFields)
        {
            document[field] = null;
        }

        return document.ToJsonString(new JsonSerializerOptions { WriteIndented = true });
    }

    private static void Text(Report report, bool isJson, string json, IReadOnlyList<(string Name, string Value)> fields)
    {
        if (isJson)
        {
            report.Document(json);
            return;
        }

        foreach (var (name, value) in fields)
        {
            if (name == "Replay")
            {
                report.Command(name, value, FieldAt - 1);
            }
            else
            {
                report.Field(name, value, FieldAt);
            }
        }
    }

    private static string Text(double? value) => value is { } number ? number.ToString("F2", CultureInfo.InvariantCulture) : "-";

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Text(ulong value) => value.ToString(CultureInfo.InvariantCulture);
}
