using System.Globalization;
using System.Numerics;
using System.Text.Json;

namespace Temper.Training;

/// <summary>A kind of value in a spec that holds no others: a number, a flag, a text, or a word of a choice.</summary>
/// <param name="Fits">Whether a value is of it.</param>
/// <param name="Expected">What should stand where a value stands that is not: "a whole number".</param>
internal sealed record SpecValue(Func<JsonElement, bool> Fits, Func<JsonElement, string> Expected)
{
    /// <summary>The words of a choice; none of other kinds.</summary>
    public IReadOnlyList<string> Words { get; private init; } = [];

    private static readonly string[] NotFinite = ["NaN", "Infinity", "-Infinity"];

    /// <summary>The kind of a type; null for objects, lists and types that specs do not have.</summary>
    /// <param name="type">The type, not nullable.</param>
    /// <param name="options">How it is written.</param>
    public static SpecValue? Of(Type type, JsonSerializerOptions options)
    {
        if (type.IsEnum)
        {
            var words = WordsOf(type, options);
            return new SpecValue(
                value => value.ValueKind == JsonValueKind.String && words.Contains(value.GetString()!, StringComparer.OrdinalIgnoreCase),
                _ => $"one of {string.Join(", ", words)}")
            {
                Words = words,
            };
        }

        return Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => new SpecValue(value => value.ValueKind is JsonValueKind.True or JsonValueKind.False, _ => "true or false"),
            TypeCode.String => new SpecValue(value => value.ValueKind == JsonValueKind.String, _ => "a text"),
            TypeCode.Single or TypeCode.Double => new SpecValue(IsNumber, _ => "a number"),
            TypeCode.Int32 => Whole<int>("a whole number"),
            TypeCode.Int64 => Whole<long>("a whole number"),
            TypeCode.UInt64 => Whole<ulong>("a whole number of 0 or more"),
            _ => null,
        };
    }

    /// <summary>The words of an enumeration, as they are written.</summary>
    /// <param name="choice">The enumeration.</param>
    /// <param name="options">How it is written.</param>
    public static IReadOnlyList<string> WordsOf(Type choice, JsonSerializerOptions options)
    {
        var info = options.GetTypeInfo(choice);
        return [.. Enum.GetNames(choice).Select(name => JsonSerializer.Serialize(Enum.Parse(choice, name), info).Trim('"'))];
    }

    private static bool IsNumber(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number || (value.ValueKind == JsonValueKind.String && NotFinite.Contains(value.GetString()));

    private static SpecValue Whole<T>(string name)
        where T : struct, IBinaryInteger<T>, IMinMaxValue<T>
    {
        return new SpecValue(
            value => value.ValueKind == JsonValueKind.Number
                && T.TryParse(value.GetRawText(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
            Expected);

        string Expected(JsonElement value)
        {
            // Out of the type's range, or written as 5.0 or 5e0: "a whole number" would say nothing.
            var isWhole = value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number == Math.Truncate(number);
            return !isWhole || (T.IsZero(T.MinValue) && value.GetDouble() < 0) ? name
                : value.GetRawText().All(c => char.IsAsciiDigit(c) || c == '-')
                    ? string.Create(CultureInfo.InvariantCulture, $"a whole number from {T.MinValue} to {T.MaxValue}")
                    : $"{name} in digits only";
        }
    }
}
