using System.Text.Json;
using System.Text.Json.Serialization;
using Temper.Data;

namespace Temper.Lab.Runs;

/// <summary>Records as JSON: camelCase names, enums by name. The fields are documented on the records.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunFailure))]
[JsonSerializable(typeof(EvaluationRecord))]
public sealed partial class RecordJson : JsonSerializerContext
{
    /// <summary>Most bytes of a record's file.</summary>
    public const int LongestRecord = 1 << 28;

    private static RecordJson? compact;

    /// <summary>The same without line breaks, for the store.</summary>
    internal static RecordJson Compact => compact ??= new RecordJson(new JsonSerializerOptions(Default.Options!) { WriteIndented = false });

    /// <summary>A run's record as indented JSON.</summary>
    public static string Write(RunRecord record) => JsonSerializer.Serialize(record, Default.RunRecord);

    /// <summary>What is known of a failed run as indented JSON.</summary>
    public static string Write(RunFailure failure) => JsonSerializer.Serialize(failure, Default.RunFailure);

    /// <summary>An evaluation's record as indented JSON.</summary>
    public static string Write(EvaluationRecord record) => JsonSerializer.Serialize(record, Default.EvaluationRecord);

    /// <summary>Reads a run's record.</summary>
    /// <param name="path">Its file.</param>
    /// <exception cref="DataException">The file cannot be read, is not a record, is one of another version, or contradicts itself.</exception>
    public static RunRecord ReadRun(string path)
    {
        try
        {
            return ParseRun(InputFile.ReadAllText(path, LongestRecord, "a run's record"));
        }
        catch (RecordVersionException error)
        {
            throw new DataException($"{path}: {error.Message}; train the run again, or use the version of Temper that wrote it.", error);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new DataException(
                $"{path}: not a run's record: {error.Message.ReplaceLineEndings(" ").TrimEnd('.')}; train the run again, or restore a copy.", error);
        }
    }

    /// <summary>A run's record from its JSON, indented or not.</summary>
    /// <exception cref="RecordVersionException">It is of another version.</exception>
    /// <exception cref="JsonException">It is not a record, or its guesses contradict its other figures.</exception>
    internal static RunRecord ParseRun(string json)
    {
        RunRecord record;
        try
        {
            record = JsonSerializer.Deserialize(json, Default.RunRecord) ?? throw new JsonException("expected a run's record, received null");
        }
        catch (JsonException) when (VersionOf(json) is { } version && version != Runs.RunRecord.Format)
        {
            throw new RecordVersionException(version);
        }

        if (record.Version != Runs.RunRecord.Format)
        {
            throw new RecordVersionException(record.Version);
        }

        return record.Contradiction() is { } contradiction
            ? throw new JsonException($"testGuesses: {contradiction}")
            : record;
    }

    /// <summary>The version that a record of any version begins with; null if there is none.</summary>
    private static long? VersionOf(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("version", out var version)
                && version.ValueKind == JsonValueKind.Number
                && version.TryGetInt64(out var number)
                    ? number
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
