using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Temper.Data;
using Temper.Layers;

namespace Temper.Training;

/// <summary>
/// What is wrong with a text that is no JSON or does not describe what it should, in the words of a spec file: where, what belongs there, what was
/// received. The serializer speaks of .NET's types, so what it refused is looked for again here.
/// </summary>
internal sealed class SpecFault
{
    /// <summary>What is said of a text that is JSON's but not Unicode's.</summary>
    public const string HalfCharacter =
        "a text in it is half of a surrogate pair (such as \\ud800 alone), which no text can hold; write the whole character.";

    // As deep as the serializer reads.
    private const int Deepest = 64;
    private const int LongestReceived = 60;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        MaxDepth = int.MaxValue,
    };

    private readonly JsonSerializerOptions options;
    private readonly string ending;

    private SpecFault(JsonSerializerOptions options, string ending) => (this.options, this.ending) = (options, ending);

    /// <summary>The first thing that is wrong.</summary>
    /// <param name="json">The text that was refused.</param>
    /// <param name="type">What it should describe.</param>
    /// <param name="ending">How a message ends: a full stop, or where the fields are listed.</param>
    public static string Of(string json, JsonTypeInfo type, string ending)
    {
        if (string.IsNullOrWhiteSpace(json))
        {
            return $"is empty{ending}";
        }

        if (json.Contains('\0', StringComparison.Ordinal))
        {
            return "has zero bytes, as UTF-16 without a byte order mark has; save it as UTF-8.";
        }

        try
        {
            using var document = JsonDocument.Parse(json, Lenient);
            return new SpecFault(type.Options, ending).Of(document.RootElement, type.Type, "", depth: 0) ?? $"is not what belongs here{ending}";
        }
        catch (JsonException error)
        {
            return Syntax(json, error, ending);
        }
        catch (InvalidOperationException)
        {
            return HalfCharacter;
        }
        catch (SpecException error)
        {
            return error.Message;
        }
    }

    /// <summary>Where a text stops being JSON, counted as editors count.</summary>
    private static string Syntax(string json, JsonException error, string ending)
    {
        var message = error.Message.Split(" LineNumber: ")[0].ReplaceLineEndings(" ");
        if (message.Contains("any JSON tokens", StringComparison.Ordinal))
        {
            return $"has nothing in it but comments{ending}";
        }

        var lines = json.Split('\n');
        var line = (int)Math.Min(error.LineNumber ?? 0, lines.Length - 1);
        var bytes = Encoding.UTF8.GetBytes(lines[line]);
        var column = Encoding.UTF8.GetCharCount(bytes, 0, (int)Math.Min(error.BytePositionInLine ?? 0, bytes.Length));
        var what = message.Contains("depth to be zero", StringComparison.Ordinal) ? "it ends before every { and [ is closed." : OneLine.Of(message);
        return FormattableString.Invariant($"is not JSON (line {line + 1}, column {column + 1}): {what}");
    }

    private static string Received(JsonElement value)
    {
        var raw = value.GetRawText();
        var text = string.Join(' ', (raw.Length > 1000 ? raw[..1000] : raw).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        return Short(text);
    }

    private static string Short(string text) => OneLine.Of(text.Length > LongestReceived ? $"{text[..LongestReceived]}..." : text);

    private string? Of(JsonElement value, Type type, string path, int depth)
    {
        if (depth > Deepest)
        {
            return FormattableString.Invariant($"{Short(path)} is more than {Deepest} levels deep{ending}");
        }

        var own = Nullable.GetUnderlyingType(type) ?? type;
        if (SpecValue.Of(own, options) is { } leaf)
        {
            return leaf.Fits(value) ? null
                : value.ValueKind == JsonValueKind.String && Suggestion.Nearest(value.GetString()!, leaf.Words) is { } meant
                    ? Should(path, leaf.Expected(value), value, $"; did you mean {meant}?")
                : Should(path, leaf.Expected(value), value);
        }

        return !options.TryGetTypeInfo(own, out var info) ? null : info.Kind switch
        {
            JsonTypeInfoKind.Object => OfObject(value, info, path, depth),
            JsonTypeInfoKind.Enumerable => OfList(value, info, path, depth),
            _ => null,
        };
    }

    private string? OfList(JsonElement value, JsonTypeInfo info, string path, int depth)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return Should(path, "a list", value);
        }

        if (info.ElementType == typeof(LayerSpec))
        {
            // Each layer around these is an object in a list.
            Network.CheckNesting(depth / 2);
        }

        return value.EnumerateArray()
            .Select((item, i) => Of(item, info.ElementType!, FormattableString.Invariant($"{path}[{i}]"), depth + 1))
            .FirstOrDefault(fault => fault is not null);
    }

    private string? OfObject(JsonElement value, JsonTypeInfo info, string path, int depth)
    {
        var kind = info.PolymorphismOptions?.TypeDiscriminatorPropertyName;
        var word = "";
        if (kind is not null)
        {
            var (derived, fault) = Derived(value, info.PolymorphismOptions!, path);
            if (derived is not { } found)
            {
                return fault;
            }

            info = options.GetTypeInfo(found.DerivedType);
            word = $" ({found.TypeDiscriminator})";
        }
        else if (value.ValueKind != JsonValueKind.Object)
        {
            return Should(path, "an object in { }", value);
        }

        var fields = info.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null).ToList();
        var seen = new HashSet<string>();
        foreach (var property in value.EnumerateObject())
        {
            var at = path.Length == 0 ? property.Name : $"{path}.{property.Name}";
            var known = fields.FirstOrDefault(field => field.Name == property.Name);
            var fault = !seen.Add(property.Name) ? $"{Short(at)} is given twice; give it once."
                : property.Name == kind ? null
                : known is null ? Unknown($"{path}{word}".TrimStart(), property.Name, fields)
                : property.Value.ValueKind == JsonValueKind.Null && IsNullable(known) ? null
                : Of(property.Value, known.PropertyType, at, depth + 1);
            if (fault is not null)
            {
                return fault;
            }
        }

        return fields.FirstOrDefault(field => field.IsRequired && !seen.Contains(field.Name)) is { } missing
            ? $"{path}{word} lacks {missing.Name}{ending}".TrimStart()
            : null;
    }

    /// <summary>Which of several kinds an object is, by its name; or what is wrong with that.</summary>
    private (JsonDerivedType? Kind, string? Fault) Derived(JsonElement value, JsonPolymorphismOptions kinds, string path)
    {
        var field = kinds.TypeDiscriminatorPropertyName;
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(field, out var word))
        {
            var expected = $"an object with a \"{field}\"";
            return (null, value.ValueKind == JsonValueKind.String && Named(value.GetString()!) is { } meant
                ? Should(path, expected, value, $"; write {{\"{field}\": \"{meant.TypeDiscriminator}\"}}.")
                : Should(path, expected, value));
        }

        var at = path.Length == 0 ? field : $"{path}.{field}";
        if (word.ValueKind != JsonValueKind.String)
        {
            return (null, Should(at, "a text", word));
        }

        var names = kinds.DerivedTypes.Select(derived => (string)derived.TypeDiscriminator!).ToList();
        return Named(word.GetString()!) is { } found
            ? (found, null)
            : (null, Should(at, $"one of {string.Join(", ", names)}", word, Suggestion.Ending(word.GetString()!, names)));

        JsonDerivedType? Named(string name) => kinds.DerivedTypes
            .Where(derived => string.Equals((string)derived.TypeDiscriminator!, name, StringComparison.OrdinalIgnoreCase))
            .Select(derived => (JsonDerivedType?)derived)
            .FirstOrDefault();
    }

    private static bool IsNullable(JsonPropertyInfo field) => field.AssociatedParameter?.IsNullable ?? field.IsSetNullable;

    private static string Unknown(string owner, string name, List<JsonPropertyInfo> fields)
    {
        var names = fields.Select(field => field.Name).ToList();
        var meant = names.Find(field => string.Equals(field, name, StringComparison.OrdinalIgnoreCase))
            ?? names.Find(field => field == OptionJson.FieldOf(name));
        var there = names switch
        {
            [] => "it has none",
            [var one] => $"expected {one}",
            _ => $"expected one of {string.Join(", ", names)}",
        };
        var end = meant is null ? Suggestion.Ending(name, names) : $"; did you mean {meant}?";
        return $"{owner} has no field \"{Short(name)}\"; {there}{end}".TrimStart();
    }

    /// <param name="path">Where.</param>
    /// <param name="expected">What belongs there.</param>
    /// <param name="value">What is there.</param>
    /// <param name="end">How the message ends; null for as all do.</param>
    private string Should(string path, string expected, JsonElement value, string? end = null) =>
        $"{path} should be {expected}, received {Received(value)}{end ?? ending}".TrimStart();
}
