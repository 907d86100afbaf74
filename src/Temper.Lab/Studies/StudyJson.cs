using System.Text.Json;
using System.Text.Json.Serialization;
using Temper.Lab.Storage;

namespace Temper.Lab.Studies;

/// <summary>Plans and records of studies as JSON: camelCase names, enums by name. The fields are documented on the types.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    AllowOutOfOrderMetadataProperties = true,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    RespectNullableAnnotations = true,
    IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(StudyPlan))]
[JsonSerializable(typeof(StudyRecord))]
[JsonSerializable(typeof(StudySight))]
[JsonSerializable(typeof(PilotRecord))]
public sealed partial class StudyJson : JsonSerializerContext
{
    /// <summary>A plan as indented JSON.</summary>
    public static string Write(StudyPlan plan) => JsonSerializer.Serialize(plan, Default.StudyPlan);

    /// <summary>A study's record as indented JSON.</summary>
    public static string Write(StudyRecord record) => JsonSerializer.Serialize(record, Default.StudyRecord);

    /// <summary>A pilot's record as indented JSON.</summary>
    public static string Write(PilotRecord record) => JsonSerializer.Serialize(record, Default.PilotRecord);

    /// <summary>What a look saw, as indented JSON.</summary>
    public static string Write(StudySight sight) => JsonSerializer.Serialize(sight, Default.StudySight);

    /// <summary>Reads back what a look saw.</summary>
    /// <exception cref="StoreException">The text is not of this version.</exception>
    public static StudySight ReadSight(string json, string source)
    {
        try
        {
            var document = System.Text.Json.Nodes.JsonNode.Parse(json, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false });
            StudySightCheck.RequireNoGaps(document);
            RequireKind(document);
            var sight = document.Deserialize(Default.StudySight);
            return sight is { Plan.Version: Studies.StudyPlan.Format, Runs: not null } ? Checked(sight) : throw new StoreException(
                $"{source}: expected a plan of version {Studies.StudyPlan.Format}, "
                + $"received {(sight?.Plan is { } plan ? plan.Version : "none")}; use the version of temper that wrote it.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException or FormatException or SpecException
            or ArgumentException or InvalidOperationException)
        {
            throw Unreadable(error, source);
        }
    }

    /// <summary>What is said of a stored look that makes no sense.</summary>
    internal static StoreException Unreadable(Exception error, string source) =>
        new($"{source}: what its look at the test set saw cannot be read: {error.Message.ReplaceLineEndings(" ")}", error);

    /// <summary>The store may be untrusted: what is no word is distinguished from a kind of study that this version does not know.</summary>
    private static void RequireKind(System.Text.Json.Nodes.JsonNode? document)
    {
        if ((document as System.Text.Json.Nodes.JsonObject)?["plan"] is System.Text.Json.Nodes.JsonObject plan
            && plan["kind"]?.GetValueKind() == JsonValueKind.String)
        {
            _ = StoredNames.Kind(plan["kind"]!.GetValue<string>());
        }
    }

    /// <summary>The store may be untrusted: its parts must fit together.</summary>
    private static StudySight Checked(StudySight sight)
    {
        StudySightCheck.Check(sight);
        return sight;
    }
}
