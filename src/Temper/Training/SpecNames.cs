using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>Names of layers, optimizers and schedules in a spec file: their case does not matter, and unknown ones are told apart.</summary>
internal static class SpecNames
{
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,

        // Deeper than layers may be, so that it is said of them.
        MaxDepth = 256,
    };

    /// <summary>The same JSON with every name in its own spelling. What is not JSON comes back as it is.</summary>
    /// <exception cref="SpecException">
    /// A name is unknown, and the message lists what there is; or a text is half a surrogate pair, which is no text.
    /// </exception>
    public static string Canonical(string json)
    {
        try
        {
            return Renamed(json);
        }
        catch (InvalidOperationException error)
        {
            // JSON's grammar allows "\ud800"; it becomes a text only when it is asked for.
            throw new SpecException(
                "a text in it is half of a surrogate pair (such as \\ud800 alone), which no text can hold; write the whole character.", error);
        }
    }

    private static string Renamed(string json)
    {
        JsonNode? root;
        try
        {
            root = JsonNode.Parse(json, documentOptions: Options);
        }
        catch (JsonException)
        {
            // The reader proper says what is wrong with it.
            return json;
        }

        if (root is not JsonObject spec)
        {
            return json;
        }

        var count = 0;
        RenameLayers(spec, Known(typeof(LayerSpec)), depth: 0, ref count);
        if (spec["regularizers"] is JsonArray regularizers)
        {
            foreach (var regularizer in regularizers)
            {
                Rename(regularizer, "name", name => RegularizerCatalog.Create(name).Name);
            }
        }

        Rename(spec["loss"], "name", Known(typeof(Loss)), "loss");
        Rename(spec["optimizer"], "name", name => OptimizerCatalog.Create(name).GetType().Name);
        Rename(spec["schedule"], "name", Known(typeof(LearningRateSchedule)), "schedule");
        return spec.ToJsonString();
    }

    /// <summary>The layers that a net or a layer holds, and those inside them.</summary>
    private static void RenameLayers(JsonObject holder, string[] known, int depth, ref int count)
    {
        if (holder["layers"] is not JsonArray layers)
        {
            return;
        }

        Network.CheckNesting(depth);
        Network.CheckCount(count += layers.Count);
        foreach (var layer in layers.OfType<JsonObject>())
        {
            Rename(layer, "type", known, "layer");
            RenameLayers(layer, known, depth + 1, ref count);
        }
    }

    private static string[] Known(Type type) =>
        [.. type.GetCustomAttributes<JsonDerivedTypeAttribute>(inherit: false).Select(attribute => (string)attribute.TypeDiscriminator!)];

    private static void Rename(JsonNode? part, string field, string[] known, string kind) =>
        Rename(part, field, name => Array.Find(known, other => string.Equals(other, name, StringComparison.OrdinalIgnoreCase))
            ?? throw new SpecException($"There is no {kind} \"{name}\"; expected one of {string.Join(", ", known)}{Suggestion.Ending(name, known)}"));

    private static void Rename(JsonNode? part, string field, Func<string, string> canonical)
    {
        if (part is JsonObject fields && fields[field] is JsonValue value && value.TryGetValue<string>(out var name))
        {
            fields[field] = canonical(name);
        }
    }
}
