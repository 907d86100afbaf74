using System.Text.Json;
using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary>An enum in JSON: the names of its values in small letters. Nothing else is read.</summary>
/// <typeparam name="T">The enum.</typeparam>
/// <param name="what">What a value is, for messages.</param>
public abstract class SmallLettersJson<T>(string what) : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String
                ? SmallLetters<T>.Read(reader.GetString(), what)
                : throw new FormatException($"expected a {what} as a text, received a JSON {reader.TokenType.ToString().ToLowerInvariant()}");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(SmallLetters<T>.Text(value));
}
