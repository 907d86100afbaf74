using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Temper.Lab.Runs;

namespace Temper.Lab.Storage;

/// <summary>How the store's types become columns and back.</summary>
internal static class StoredRows
{
    /// <summary>The columns that <see cref="Run"/> reads.</summary>
    public const string RunColumns = "runs.*, documents.json FROM runs LEFT JOIN documents ON documents.run = runs.id";

    /// <summary>The columns that <see cref="Study"/> reads.</summary>
    public const string StudyColumns = "id, kind, title, plan, command, dataset_hash, created";

    /// <summary>The columns that <see cref="Look"/> reads.</summary>
    public const string LookColumns = "study, number, at, seeds, dataset_hash, runs, result";

    /// <summary>The columns that <see cref="Summary"/> reads, with the list of runs.</summary>
    public const string Summaries = """
        WITH seen AS MATERIALIZED (
            SELECT DISTINCT tree.atom AS run
            FROM looks, json_tree(CASE WHEN json_valid(looks.result) THEN looks.result ELSE '{}' END, '$.runs') AS tree
            WHERE tree.type = 'text')
        SELECT id, state, experiment, protocol, dataset, seed, program, finished, seconds, valid_score, test_score, wrong,
            weights_hash, failed_step,
            (SELECT count(DISTINCT study) FROM members WHERE run = runs.id),
            id IN (SELECT run FROM seen), dataset_hash,
            (SELECT group_concat(tag, char(10)) FROM tags WHERE run = runs.id), (SELECT note FROM notes WHERE run = runs.id), score
        FROM runs ORDER BY finished DESC, rowid DESC
        """;

    /// <summary>The moment in a form that sorts as text; always UTC.</summary>
    public static string Text(DateTimeOffset moment) => moment.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    /// <summary>A run. Its document must be the one that was stored, and its row must say what the document says.</summary>
    public static StoredRun Run(SqliteDataReader row)
    {
        var id = row.GetString(row.GetOrdinal("id"));
        var json = row.GetString(row.GetOrdinal("json"));
        if (row.GetString(row.GetOrdinal("document")) != RowDigest.Of(json))
        {
            throw new FormatException($"run {id}: its document is not as it was stored");
        }

        var run = row.GetString(row.GetOrdinal("state")) switch
        {
            "done" => StoredRun.Of(RecordJson.ParseRun(json)),
            "failed" => StoredRun.Of(
                JsonSerializer.Deserialize(json, RecordJson.Compact.RunFailure) ?? throw new FormatException($"run {id} is null")),
            var state => throw new FormatException($"run {id} is \"{state}\""),
        };
        var columns = run.Record is { } record ? Columns(record) : Columns(run.Failure!);
        return columns[..^1].FirstOrDefault(column => !IsSame(row[column.Name[1..]], column.Value)) is { Name: { } other }
            ? throw new FormatException($"run {id}: its {other[1..]} is not what its document says")
            : run;
    }

    private static bool IsSame(object stored, object? value) => value switch
    {
        null => stored is DBNull,
        int whole => stored is long number && number == whole,
        _ => stored.Equals(value),
    };

    /// <summary>A line of the list of runs.</summary>
    public static RunSummary Summary(SqliteDataReader row)
    {
        var studies = row.GetInt32(14);
        return new RunSummary
        {
            Id = row.GetString(0),
            State = row.GetString(1) == "done" ? RunState.Done : RunState.Failed,
            Experiment = row.GetString(2),
            Protocol = ProtocolText.Read(row.GetString(3)),
            Dataset = row.GetString(4),
            DatasetHash = row.GetString(16),
            Seed = unchecked((ulong)row.GetInt64(5)),
            Program = row.GetString(6),
            Finished = Moment(row, 7),
            Seconds = row.GetDouble(8),
            Score = row.GetString(19),
            ValidScore = row.IsDBNull(9) ? null : row.GetDouble(9),
            TestScore = row.IsDBNull(10) ? null : row.GetDouble(10),
            Wrong = row.IsDBNull(11) ? null : row.GetInt32(11),
            WeightsHash = row.IsDBNull(12) ? null : row.GetString(12),
            FailedStep = row.IsDBNull(13) ? null : row.GetInt64(13),
            Studies = studies,
            IsSealed = studies > 0 && !row.GetBoolean(15),
            Tags = row.IsDBNull(17) ? [] : [.. row.GetString(17).Split('\n').Order(StringComparer.Ordinal)],
            Note = row.IsDBNull(18) ? null : row.GetString(18),
        };
    }

    /// <summary>A study, without its members.</summary>
    public static StoredStudy Study(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Kind = StoredNames.Kind(row.GetString(1)),
        Title = row.GetString(2),
        Plan = row.GetString(3),
        Command = row.GetString(4),
        DatasetHash = row.GetString(5),
        Created = Moment(row, 6),
        Members = [],
    };

    /// <summary>A member, from the columns purpose, arm, seed and run.</summary>
    public static StudyMember Member(SqliteDataReader row) =>
        new(row.GetString(0), row.GetString(1), unchecked((ulong)row.GetInt64(2)), row.GetString(3));

    /// <summary>A look.</summary>
    public static TestLook Look(SqliteDataReader row) =>
        new(row.GetString(0), row.GetInt32(1), Moment(row, 2), row.GetInt32(3), row.GetString(4), row.GetString(5), row.GetString(6));

    /// <summary>The columns of a run's row, and its document.</summary>
    public static (string Name, object? Value)[] Columns(RunRecord record) =>
    [
        ("$id", record.Id), ("$state", "done"), ("$experiment", record.Experiment), ("$protocol", record.Protocol.Text()),
        ("$dataset", record.Dataset), ("$dataset_hash", record.DatasetHash), ("$seed", Signed(record.Seed)), ("$program", record.Program),
        ("$finished", Text(record.Finished)), ("$seconds", record.TrainSeconds + record.ValidSeconds),
        ("$valid_score", Number(record.ValidScore is [.., var last] ? last : null)), ("$test_score", Number(record.TestScore)),
        ("$wrong", record.Wrong), ("$weights_hash", record.WeightsHash), ("$failed_step", null), ("$score", record.Task.Score.Title),
        ("$json", JsonSerializer.Serialize(record, RecordJson.Compact.RunRecord)),
    ];

    /// <summary>The columns of a failed run's row, and its document.</summary>
    public static (string Name, object? Value)[] Columns(RunFailure failure) =>
    [
        ("$id", failure.Id), ("$state", "failed"), ("$experiment", failure.Experiment), ("$protocol", failure.Protocol.Text()),
        ("$dataset", failure.Dataset), ("$dataset_hash", failure.DatasetHash), ("$seed", Signed(failure.Seed)), ("$program", failure.Program),
        ("$finished", Text(failure.Finished)), ("$seconds", 0.0), ("$valid_score", null), ("$test_score", null),
        ("$wrong", null), ("$weights_hash", null), ("$failed_step", failure.Step), ("$score", failure.Task.Score.Title),
        ("$json", JsonSerializer.Serialize(failure, RecordJson.Compact.RunFailure)),
    ];

    /// <summary>SQLite's integers are signed: seeds from 2^63 on are kept as negative numbers with the same bits.</summary>
    public static long Signed(ulong seed) => unchecked((long)seed);

    /// <summary>SQLite has no NaN.</summary>
    private static double? Number(double? value) => value is { } number && double.IsNaN(number) ? null : value;

    private static DateTimeOffset Moment(SqliteDataReader row, int column) => DateTimeOffset.ParseExact(
        row.GetString(column), "O", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
