using System.Text.Json;
using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary>An enum in JSON: the names of its values in small letters. Nothing else is read.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class SmallLettersJson<T> : JsonConverter<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? SmallLetters<T>.Read(reader.GetString(), typeof(T).Name) : throw new FormatException("expected a text");
        }
        catch (FormatException error)
        {
            throw new JsonException(error.Message, error);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(SmallLetters<T>.Text(value));
}
