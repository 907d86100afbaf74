using System.Text.Json;
using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary><see cref="TestGuesses"/> as a base64 text.</summary>
internal sealed class TestGuessesJson : JsonConverter<TestGuesses?>
{
    public override bool HandleNull => true;

    public override TestGuesses? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        // Whether there have to be any, the record knows.
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        if (reader.TokenType != JsonTokenType.String || !reader.TryGetBytesFromBase64(out var bytes))
        {
            throw new JsonException("testGuesses: expected a base64 text, received something else");
        }

        try
        {
            return TestGuesses.FromBytes(bytes);
        }
        catch (FormatException error)
        {
            throw new JsonException($"testGuesses: {error.Message}", error);
        }
    }

    public override void Write(Utf8JsonWriter writer, TestGuesses? value, JsonSerializerOptions options)
    {
        if (value is null)
        {
            writer.WriteNullValue();
            return;
        }

        writer.WriteBase64StringValue(value.ToBytes());
    }
}
