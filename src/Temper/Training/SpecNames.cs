using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Temper.Data;
using Temper.Layers;
using Temper.Losses;
using Temper.Optimizers;
using Temper.Regularizers;

namespace Temper.Training;

/// <summary>
/// Names of layers, losses, optimizers, schedules, scalings and regularizers in a spec file: their case does not matter, and unknown ones are
/// told apart.
/// </summary>
internal static class SpecNames
{
    private static readonly JsonDocumentOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false,

        // Deeper than layers may be, so that it is said of them; no deeper than JSON can be written again.
        MaxDepth = 900,
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
            throw new SpecException(SpecFault.HalfCharacter, error);
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
        Rename(spec["scaling"], "name", Known(typeof(Scaling)), "scaling");
        for (var schedule = spec["schedule"]; schedule is JsonObject holder; schedule = holder["then"])
        {
            Rename(holder, "name", Known(typeof(LearningRateSchedule)), "schedule");
        }

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
