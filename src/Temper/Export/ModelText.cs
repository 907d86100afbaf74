using System.Globalization;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Export;

/// <summary>What models say of their data, as text in the metadata of files.</summary>
internal static class ModelText
{
    private const string Bytes = "bytes";
    private const string Floats = "floats";

    /// <summary>What a row is: "bytes 1 28 28", channels, height and width.</summary>
    public static string Input(Model model) => FormattableString.Invariant(
        $"{(model.TakesFloats ? Floats : Bytes)} {model.Input.Channels} {model.Input.Height} {model.Input.Width}");

    /// <summary>Reads it.</summary>
    /// <exception cref="FormatException">It was not written so.</exception>
    public static (bool TakesFloats, Shape Shape) ReadInput(string text)
    {
        var words = text.Split(' ');
        return words is [Bytes or Floats, var channels, var height, var width]
            ? (words[0] == Floats, new Shape(Whole(channels), Whole(height), Whole(width)))
            : throw new FormatException($"its input is \"{OneLine.Of(text)}\", expected bytes or floats, channels, height and width");

        static int Whole(string word) => int.Parse(word, NumberStyles.None, CultureInfo.InvariantCulture);
    }

    /// <summary>A task as JSON.</summary>
    public static string Task(LearningTask task) => JsonSerializer.Serialize(task, ModelJson.Default.LearningTask);

    /// <summary>Reads it.</summary>
    /// <exception cref="SpecException">It is not JSON, or describes no task.</exception>
    public static LearningTask ReadTask(string text, string source) => SpecJson.Read(text, source, ModelJson.Default.LearningTask);

    /// <summary>A scaler as JSON.</summary>
    public static string Scaler(Scaler scaler) => JsonSerializer.Serialize(
        new ScalerNumbers([.. scaler.Centre], [.. scaler.Divisor], scaler.A, scaler.B, scaler.Clip), ModelJson.Default.ScalerNumbers);

    /// <summary>Reads it.</summary>
    /// <exception cref="SpecException">It is not JSON, or its numbers make no scaler.</exception>
    public static Scaler ReadScaler(string text, string source)
    {
        var numbers = SpecJson.Read(text, source, ModelJson.Default.ScalerNumbers);
        return new Scaler(numbers.Centre, numbers.Divisor, numbers.A, numbers.B, numbers.Clip);
    }
}
