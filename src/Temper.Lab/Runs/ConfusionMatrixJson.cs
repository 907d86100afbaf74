using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Temper.Lab.Runs;

/// <summary><see cref="ConfusionMatrix"/> as an array with an object for each true class, each on one line.</summary>
internal sealed class ConfusionMatrixJson : JsonConverter<ConfusionMatrix>
{
    public override ConfusionMatrix Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Require(reader.TokenType == JsonTokenType.StartArray, "expected an array with an object for each class");
        var rows = new List<ConfusionCell[]>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            Require(reader.TokenType == JsonTokenType.StartObject, "expected an object for each class, from guessed class to number of rows");
            rows.Add(Row(ref reader));
        }

        Require(rows.All(row => row.Length == 0 || row[^1].Guess < rows.Count), "a guess is no class of it");
        Require(rows.Sum(row => row.Sum(cell => (long)cell.Rows)) <= int.MaxValue, "expected fewer rows in all");
        return new ConfusionMatrix([.. rows]);
    }

    public override void Write(Utf8JsonWriter writer, ConfusionMatrix value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();

        // What is written raw is not indented by the writer.
        var form = writer.Options;
        var line = form.Indented ? form.NewLine + new string(form.IndentCharacter, form.IndentSize * writer.CurrentDepth) : "";
        for (var truth = 0; truth < value.Classes; truth++)
        {
            var cells = value.Row(truth).Select(cell => string.Create(CultureInfo.InvariantCulture, $"\"{cell.Guess}\":{cell.Rows}"));
            writer.WriteRawValue($"{line}{{{string.Join(',', cells)}}}", skipInputValidation: true);
        }

        writer.WriteEndArray();
    }

    private static ConfusionCell[] Row(ref Utf8JsonReader reader)
    {
        var row = new List<ConfusionCell>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isClass = int.TryParse(reader.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out var guess);
            Require(isClass && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out _), "expected counts by class");
            row.Add(new ConfusionCell(guess, reader.GetInt32()));
            Require(row[^1].Rows > 0 && (row.Count == 1 || row[^2].Guess < guess), "expected guesses in their order, each with 1 row or more");
        }

        return [.. row];
    }

    private static void Require(bool condition, string what)
    {
        if (!condition)
        {
            throw new JsonException($"confusion: {what}");
        }
    }
}
