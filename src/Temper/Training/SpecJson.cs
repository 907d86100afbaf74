using System.Text.Json;
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
            throw new SpecException($"{source}: {Plain(error.Message, type)}", error);
        }
    }

    /// <summary>One line, and in the words of a spec file where the serializer speaks of .NET.</summary>
    private static string Plain(string message, JsonTypeInfo read)
    {
        message = message.ReplaceLineEndings(" ");
        const string Missing = "was missing required properties including: ";
        if (message.IndexOf(Missing, StringComparison.Ordinal) is var missing and >= 0)
        {
            return $"lacks {message[(missing + Missing.Length)..].TrimEnd('.')}; docs/specs.md lists the fields.";
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

    /// <summary>The fields of a type, by its full name, that is somewhere in what is read; none where it is not.</summary>
    private static IEnumerable<string> FieldsOf(JsonTypeInfo read, string type)
    {
        var seen = new HashSet<Type>();
        var next = new Queue<Type>([read.Type]);
        while (next.TryDequeue(out var one))
        {
            if (!seen.Add(one) || !read.Options.TryGetTypeInfo(one, out var info))
            {
                continue;
            }

            if (one.FullName == type)
            {
                return info.Properties.Select(property => property.Name);
            }

            foreach (var other in info.Properties.Select(property => property.PropertyType).Append(info.ElementType).Concat(info.PolymorphismOptions?.DerivedTypes.Select(derived => derived.DerivedType) ?? []).OfType<Type>())
            {
                next.Enqueue(other);
            }
        }

        return [];
    }
}
