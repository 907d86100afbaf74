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
        var written = json;
        try
        {
            json = SpecNames.Canonical(json);
        }
        catch (SpecException error)
        {
            throw new SpecException($"{source}: {error.Message}", error);
        }

        var spec = Read(json, source, Default.TrainSpec, "; docs/specs.md lists the fields.", written);
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
    /// <param name="json">The text.</param>
    /// <param name="source">Where it is from, for errors.</param>
    /// <param name="type">What it describes.</param>
    /// <param name="ending">How an error ends: a full stop, or where the fields are listed.</param>
    /// <param name="written">The text as somebody wrote it, for errors. Default: <paramref name="json"/>.</param>
    /// <exception cref="SpecException">The text is not JSON or does not describe the type.</exception>
    internal static T Read<T>(string json, string source, JsonTypeInfo<T> type, string ending = ".", string? written = null)
    {
        Exception? error = null;
        try
        {
            if (JsonSerializer.Deserialize(json, type) is { } result)
            {
                return result;
            }
        }
        catch (Exception refused) when (refused is JsonException or NotSupportedException)
        {
            error = refused;
        }

        throw new SpecException($"{source}: {SpecFault.Of(written ?? json, type, ending)}", error);
    }
}
