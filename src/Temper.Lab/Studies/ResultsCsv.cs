using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Temper.Lab.Runs;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>
/// A study's trainings as CSV, one row each, with all that it takes to train any of them again without the store: the arm as it is
/// written in commands, quirks, epochs, learning rate and seed. Where these do not make the whole training (spec files, some arms of the
/// claims) the first row of an arm has its spec as JSON, and the others name that row's run: "as 711b75c1d0".
/// <para>
/// Such tables are opened in spreadsheets, which take a cell that begins with = + - or @ for a formula: before such a text stands an
/// apostrophe, which <see cref="Find"/> takes off. No number here begins so, and no arm that its text alone makes.
/// </para>
/// </summary>
public static class ResultsCsv
{
    private const string Header = "study,run,arm,protocol,quirks,epochs,learning_rate,seed,test_score,valid_score,train_score,weights_hash,spec";
    private const string As = "as ";

    /// <summary>The text; lines end with a line feed.</summary>
    /// <param name="record">The study. Of a training that diverged the scores and the hash are empty.</param>
    /// <param name="subject">What is known of its arms: what it makes of their definitions needs no spec.</param>
    public static string Write(StudyRecord record, IStudySubject subject)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Write([record], subject);
    }

    /// <summary>The text of several studies, one after the other below one first line.</summary>
    /// <param name="records">The studies.</param>
    /// <param name="subject">What is known of their arms: what it makes of their definitions needs no spec.</param>
    public static string Write(IReadOnlyList<StudyRecord> records, IStudySubject subject)
    {
        ArgumentNullException.ThrowIfNull(records);
        ArgumentNullException.ThrowIfNull(subject);
        var text = new StringBuilder(Header).Append('\n');
        foreach (var record in records)
        {
            var arms = record.Plan.Arms.DistinctBy(arm => arm.Name).ToDictionary(arm => arm.Name);
            var specs = arms.Values.ToDictionary(arm => arm.Name, arm => OwnSpec(arm, Math.Max(1, record.ClassNames.Count), subject));
            foreach (var run in record.Runs)
            {
                var arm = arms[run.Arm];
                string[] cells =
                [
                    record.Id, run.Id, arm.Definition, arm.Protocol.Text(), string.Join(' ', arm.Quirks), Text(arm.Spec.Epochs),
                    Text(arm.Spec.Optimizer.LearningRate), Text(run.Seed),
                    Text(run.Test), Text(run.Valid), Text(run.Train), run.WeightsHash ?? "", specs[run.Arm],
                ];
                text.Append(CsvLine.Of(cells)).Append('\n');
                specs[run.Arm] = specs[run.Arm] is { Length: > 0 } own && !own.StartsWith(As, StringComparison.Ordinal)
                    ? As + run.Id
                    : specs[run.Arm];
            }
        }

        return text.ToString();
    }

    /// <summary>Finds a row.</summary>
    /// <param name="csv">What <see cref="Write(StudyRecord, IStudySubject)"/> wrote.</param>
    /// <param name="id">The run's id, or the beginning of it.</param>
    /// <param name="source">The file, for errors.</param>
    /// <exception cref="SpecException">The text is not of that form, or not exactly one run of it has such an id.</exception>
    public static ResultsRow Find(string csv, string id, string source)
    {
        ArgumentNullException.ThrowIfNull(csv);
        ArgumentException.ThrowIfNullOrEmpty(id);
        var lines = csv.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length == 0 || lines[0] != Header)
        {
            throw new SpecException(
                $"{source}: expected the first line {Header}, received {(lines.Length == 0 ? "nothing" : $"\"{lines[0]}\"")}; "
                + "temper report STUDY --csv writes such files.");
        }

        var width = Header.Split(',').Length;
        var found = lines
            .Skip(1)
            .Select(Cells)
            .Where(cells => cells.Count == width && cells[1].StartsWith(id, StringComparison.OrdinalIgnoreCase))
            .ToList();
        if (found.Select(cells => cells[1]).Distinct().Count() != 1)
        {
            throw new SpecException($"{source}: expected one run whose id begins with \"{id}\", found {found.Count}.");
        }

        var row = found[0];
        var spec = row[^1].StartsWith(As, StringComparison.Ordinal)
            ? lines.Skip(1).Select(Cells).FirstOrDefault(cells => cells.Count == width && cells[1] == row[^1][As.Length..])?[^1]
                ?? throw new SpecException($"{source}: run {row[1]} has the spec of run {row[^1][As.Length..]}, which is not there.")
            : row[^1];
        return Row(row, spec.Length == 0 ? null : spec, source);
    }

    /// <summary>The arm's spec, where its definition and the other cells do not make it; else empty.</summary>
    private static string OwnSpec(Arm arm, int classes, IStudySubject subject)
    {
        var spec = SpecJson.Write(arm.Spec with { Seed = 0 });
        var row = new ResultsRow("", arm.Definition, arm.Protocol, arm.Quirks, arm.Spec.Epochs, arm.Spec.Optimizer.LearningRate, 0, null, null);
        return IsMade() ? "" : JsonNode.Parse(spec)!.ToJsonString();

        bool IsMade()
        {
            try
            {
                return !Arm.IsFile(arm.Definition) && SpecJson.Write(row.Request(classes, subject).Spec) == spec;
            }
            catch (SpecException)
            {
                // An arm of a program of its own.
                return false;
            }
        }
    }

    private static ResultsRow Row(List<string> cells, string? spec, string source)
    {
        if (!int.TryParse(cells[5], NumberStyles.None, CultureInfo.InvariantCulture, out var epochs)
            || !double.TryParse(cells[6], NumberStyles.Float, CultureInfo.InvariantCulture, out var rate)
            || !ulong.TryParse(cells[7], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            || !ProtocolText.TryRead(cells[3], out var protocol) || (spec is null && protocol is not (Protocol.Chapter or Protocol.Sound)))
        {
            throw new SpecException(
                $"{source}: run {cells[1]}: expected the protocol chapter or sound, epochs, a learning rate and a seed, "
                + $"received {string.Join(", ", cells.Skip(3).Take(5))}.");
        }

        var quirks = cells[4].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new ResultsRow(
            cells[1], cells[2], protocol, quirks, epochs, rate, seed, cells[11].Length == 0 ? null : cells[11], spec);
    }

    /// <summary>A line's cells; between double quotes commas are text, and two double quotes are one.</summary>
    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var (cell, isQuoted) = (new StringBuilder(), false);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '"' && isQuoted && i + 1 < line.Length && line[i + 1] == '"')
            {
                cell.Append(line[i++]);
            }
            else if (line[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (line[i] == ',' && !isQuoted)
            {
                cells.Add(cell.ToString());
                cell.Clear();
            }
            else
            {
                cell.Append(line[i]);
            }
        }

        cells.Add(cell.ToString());
        return [.. cells.Select(CsvLine.Read)];
    }

    private static string Text(IFormattable? value) => value?.ToString(null, CultureInfo.InvariantCulture) ?? "";
}
