using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Temper.Lab.Chapter;

/// <summary>The chapter's own records as JSON, written as all records are: camelCase names, enums by name.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ChapterRecord))]
[JsonSerializable(typeof(ClaimChecks))]
public sealed partial class ChapterJson : JsonSerializerContext
{
    /// <summary>A chapter's record as indented JSON.</summary>
    /// <param name="record">The record.</param>
    public static string Write(ChapterRecord record) => JsonSerializer.Serialize(record, Default.ChapterRecord);

    /// <summary>What was measured beside a study of the claims, as studies store it.</summary>
    /// <param name="checks">What was measured.</param>
    public static JsonNode Node(ClaimChecks checks) => JsonSerializer.SerializeToNode(checks, Default.ClaimChecks)!;

    /// <summary>Reads what <see cref="Node"/> made.</summary>
    /// <param name="node">What was stored.</param>
    /// <exception cref="JsonException">It is none.</exception>
    public static ClaimChecks ReadChecks(JsonNode node) =>
        node.Deserialize(Default.ClaimChecks) ?? throw new JsonException("expected what was measured for the claims, received null");
}
