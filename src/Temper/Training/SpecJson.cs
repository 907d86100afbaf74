using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Temper.Data;
using Temper.Layers;

namespace Temper.Training;

/// <summary>Specs as JSON: camelCase names, records by their type's or optimizer's name, nothing unknown accepted.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    AllowOutOfOrderMetadataProperties = true,
    AllowDuplicateProperties = false,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    IgnoreReadOnlyProperties = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    ReadCommentHandling = JsonCommentHandling.Skip,
    AllowTrailingCommas = true)]
[JsonSerializable(typeof(TrainSpec))]
[JsonSerializable(typeof(IReadOnlyList<LayerSpec>))]
[JsonSerializable(typeof(Optimizers.OptimizerSpec))]
[JsonSerializable(typeof(Optimizers.LearningRateSchedule))]
[JsonSerializable(typeof(Regularizers.Regularizer))]
[JsonSerializable(typeof(IReadOnlyList<EpochResult>))]
[JsonSerializable(typeof(Scaling))]
[JsonSerializable(typeof(string[]))]
public sealed partial class SpecJson : JsonSerializerContext
{
    private const int LongestFile = 1 << 24;

    private static SpecJson? compact;

    /// <summary>The same without line breaks, for text inside other files.</summary>
    internal static SpecJson Compact => compact ??= new SpecJson(new JsonSerializerOptions(Default.Options!) { WriteIndented = false });

    /// <summary>The spec as indented JSON.</summary>
    /// <param name="spec">The spec.</param>
    public static string Write(TrainSpec spec) => JsonSerializer.Serialize(spec, Default.TrainSpec);

    /// <summary>Reads a spec file's text.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">It cannot be read.</exception>
    public static string ReadText(string path, CancellationToken cancellationToken = default) =>
        InputFile.ReadAllText(path, LongestFile, "a spec file", cancellationToken);

    /// <summary>Reads a spec and checks it.</summary>
    /// <param name="json">The text.</param>
    /// <param name="source">Where it is from, for errors.</param>
    /// <exception cref="SpecException">The text is not JSON, has unknown or missing fields, or describes what cannot be done.</exception>
    public static TrainSpec ReadSpec(string json, string source)
    {
        try
        {
            json = SpecNames.Canonical(json);
        }
        catch (SpecException error)
        {
            throw new SpecException($"{source}: {error.Message}", error);
        }

        var spec = Read(json, source, Default.TrainSpec);
        try
        {
            spec.Validate();
        }
        catch (SpecException error)
        {
            throw new SpecException($"{source}: {error.Message}", error);
        }

        return spec;
    }

    /// <summary>Reads any of the types above.</summary>
    /// <exception cref="SpecException">The text is not JSON or does not describe the type.</exception>
    internal static T Read<T>(string json, string source, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type)
                ?? throw new SpecException($"{source}: expected a JSON object, received null.");
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new SpecException($"{source}: {Plain(error.Message, json, type)}", error);
        }
    }

    /// <summary>One line, and in the words of a spec file where the serializer speaks of .NET.</summary>
    private static string Plain(string message, string json, JsonTypeInfo read)
    {
        message = message.ReplaceLineEndings(" ");
        const string Missing = "was missing required properties including: ";
        if (message.IndexOf(Missing, StringComparison.Ordinal) is var missing and >= 0)
        {
            return $"lacks {message[(missing + Missing.Length)..].TrimEnd('.')}; docs/specs.md lists the fields.";
        }

        const string NotThatType = "The JSON value could not be converted to ";
        if (message.StartsWith(NotThatType, StringComparison.Ordinal) && message.Split(" Path: ") is [var first, var rest, ..])
        {
            var path = rest.Split(" | ")[0];
            if (ChoiceOf(read, first[NotThatType.Length..].TrimEnd('.'), path.Split('.')[^1]) is { } choice)
            {
                return $"{path} should be one of {string.Join(", ", choice)}, received {Received(json, path)}; docs/specs.md lists the fields.";
            }
        }

        const string Unknown = " could not be mapped to any .NET member contained in type ";
        var unknown = message.IndexOf(Unknown, StringComparison.Ordinal);
        if (unknown < 0)
        {
            return message;
        }

        var fields = FieldsOf(read, Quoted(message[(unknown + Unknown.Length)..]));
        return $"{message[..unknown]} is not a field here (docs/specs.md lists them){Suggestion.Ending(Quoted(message[..unknown]), fields)}";
    }

    /// <summary>What stands in the first single quotes of a text.</summary>
    private static string Quoted(string text) => text.Split('\'') is [_, var quoted, ..] ? quoted : "";

    /// <summary>What stands at a path such as $.layers[0].init, as it is written.</summary>
    private static string Received(string json, string path)
    {
        JsonNode? at = JsonNode.Parse(
            json, documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
        foreach (var piece in path.Split('.', '[').Skip(1))
        {
            at = piece.EndsWith(']') ? at![int.Parse(piece[..^1], NumberStyles.None, CultureInfo.InvariantCulture)] : at![piece];
        }

        var text = at?.ToJsonString() ?? "null";
        return text.Length > 60 ? text[..60] + "..." : text;
    }

    /// <summary>The words of an enumeration that is somewhere in what is read; null where there is none.</summary>
    /// <param name="read">What is read.</param>
    /// <param name="type">The type's name in the serializer's message: its own, or that of a type with it.</param>
    /// <param name="field">The field's name.</param>
    private static IReadOnlyList<string>? ChoiceOf(JsonTypeInfo read, string type, string field)
    {
        foreach (var info in TypesIn(read))
        {
            var isHolder = info.Type.FullName == type;
            var asked = isHolder && info.Properties.FirstOrDefault(property => property.Name == field) is { } held ? held.PropertyType : info.Type;
            var own = Nullable.GetUnderlyingType(asked) ?? asked;
            if (own.IsEnum && (isHolder || type == $"System.Nullable`1[{own.FullName}]") && read.Options.TryGetTypeInfo(own, out var words))
            {
                return [.. Enum.GetNames(own).Select(name => JsonSerializer.Serialize(Enum.Parse(own, name), words).Trim('"'))];
            }
        }

        return null;
    }

    /// <summary>The fields of a type, by its full name, that is somewhere in what is read; none where it is not.</summary>
    private static IEnumerable<string> FieldsOf(JsonTypeInfo read, string type) =>
        TypesIn(read).FirstOrDefault(info => info.Type.FullName == type)?.Properties.Select(property => property.Name) ?? [];

    /// <summary>Everything that a type is made of.</summary>
    private static IEnumerable<JsonTypeInfo> TypesIn(JsonTypeInfo read)
    {
        var seen = new HashSet<Type>();
        var next = new Queue<Type>([read.Type]);
        while (next.TryDequeue(out var one))
        {
            if (!seen.Add(one) || !read.Options.TryGetTypeInfo(one, out var info))
            {
                continue;
            }

            yield return info;
            foreach (var other in info.Properties
                .Select(property => property.PropertyType)
                .Append(info.ElementType)
                .Concat(info.PolymorphismOptions?.DerivedTypes.Select(derived => derived.DerivedType) ?? [])
                .OfType<Type>())
            {
                next.Enqueue(other);
            }
        }
    }
}
