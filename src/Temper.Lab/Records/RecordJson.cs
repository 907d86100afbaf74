using System.Text.Json;
using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Lab.Storage;

namespace Temper.Lab.Records;

/// <summary>Records as JSON: camelCase names, enums by name. The fields are documented on the records.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(RunRecord))]
[JsonSerializable(typeof(RunFailure))]
[JsonSerializable(typeof(ChapterRecord))]
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

    /// <summary>A chapter's record as indented JSON.</summary>
    public static string Write(ChapterRecord record) => JsonSerializer.Serialize(record, Default.ChapterRecord);

    /// <summary>An evaluation's record as indented JSON.</summary>
    public static string Write(EvaluationRecord record) => JsonSerializer.Serialize(record, Default.EvaluationRecord);

    /// <summary>Reads a run's record.</summary>
    /// <exception cref="DataException">The file cannot be read or is not a record.</exception>
    public static RunRecord ReadRun(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(InputFile.ReadAllText(path, LongestRecord, "a run's record"), Default.RunRecord)
                ?? throw new DataException($"{path}: expected a run's record, received null.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new DataException($"{path}: not a run's record: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
