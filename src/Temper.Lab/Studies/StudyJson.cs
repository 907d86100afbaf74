using System.Text.Json;
using System.Text.Json.Serialization;
using Temper.Lab.Storage;
using Temper.Training;

namespace Temper.Lab.Studies;

/// <summary>Plans and records of studies as JSON: camelCase names, enums by name. The fields are documented on the types.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StudyPlan))]
[JsonSerializable(typeof(StudyRecord))]
[JsonSerializable(typeof(IReadOnlyList<ContrastResult>))]
public sealed partial class StudyJson : JsonSerializerContext
{
    /// <summary>A plan as indented JSON.</summary>
    public static string Write(StudyPlan plan) => JsonSerializer.Serialize(plan, Default.StudyPlan);

    /// <summary>A study's record as indented JSON.</summary>
    public static string Write(StudyRecord record) => JsonSerializer.Serialize(record, Default.StudyRecord);

    /// <summary>Answers as indented JSON.</summary>
    public static string Write(IReadOnlyList<ContrastResult> results) => JsonSerializer.Serialize(results, Default.IReadOnlyListContrastResult);

    /// <summary>Reads a plan back.</summary>
    /// <exception cref="StoreException">The text is not a plan of this version.</exception>
    public static StudyPlan ReadPlan(string json, string source)
    {
        try
        {
            var plan = JsonSerializer.Deserialize(json, Default.StudyPlan);
            return plan is { Version: 1 } ? plan : throw new StoreException($"{source}: expected a plan of version 1, received {plan?.Version.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null"}; use the version of temper that wrote it.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new StoreException($"{source}: the plan cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);
        }
    }
}
