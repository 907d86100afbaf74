using System.Globalization;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;
using Temper.Training;

namespace Temper.Export;

/// <summary>
/// A model as a safetensors file: PyTorch's parameter names and [out, in] weights, so that torch can load it as a state
/// dict; what else is needed is in the metadata under "temper.*".
/// </summary>
public static class ModelFile
{
    private const string Prefix = "temper.";

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(string path, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [Prefix + "layers"] = JsonSerializer.Serialize(model.Layers, SpecJson.Compact.IReadOnlyListLayerSpec),
            [Prefix + "height"] = model.Height.ToString(CultureInfo.InvariantCulture),
            [Prefix + "width"] = model.Width.ToString(CultureInfo.InvariantCulture),
            [Prefix + "classes"] = string.Join('\n', model.ClassNames),
            [Prefix + "scale"] = ScaleText(model.Scaler),
            [Prefix + "scales-each-set"] = model.ScalesEachSet ? "true" : "false",
            [Prefix + "dataset"] = model.Dataset,
        };
        if (model.Spec is { } spec)
        {
            metadata[Prefix + "spec"] = JsonSerializer.Serialize(spec, SpecJson.Compact.TrainSpec);
        }

        SafeTensors.Save(path, model.State, metadata);
    }

    /// <summary>Reads a file and checks that its weights fit its layers.</summary>
    /// <exception cref="DataException">The file cannot be read or is not a model of Temper.</exception>
    public static Model Load(string path) => Read(SafeTensors.Load(path), path);

    /// <summary>The model in a safetensors file's content.</summary>
    internal static Model Read(
        (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content, string path)
    {
        var (tensors, metadata) = content;
        try
        {
            var scale = Text("scale").Split(' ');
            var model = new Model
            {
                Layers = SpecJson.Read(Text("layers"), path, SpecJson.Default.IReadOnlyListLayerSpec),
                State = tensors,
                Height = int.Parse(Text("height"), NumberStyles.None, CultureInfo.InvariantCulture),
                Width = int.Parse(Text("width"), NumberStyles.None, CultureInfo.InvariantCulture),
                ClassNames = Text("classes").Split('\n'),
                Scaler = new Scaler(
                    byte.Parse(scale[0], CultureInfo.InvariantCulture),
                    byte.Parse(scale[1], CultureInfo.InvariantCulture),
                    float.Parse(scale[2], CultureInfo.InvariantCulture),
                    float.Parse(scale[3], CultureInfo.InvariantCulture)),
                ScalesEachSet = metadata.GetValueOrDefault(Prefix + "scales-each-set") == "true",
                Dataset = Text("dataset"),
                Spec = metadata.TryGetValue(Prefix + "spec", out var spec) ? SpecJson.ReadSpec(spec, path) : null,
            };
            ModelCheck.Check(model);
            return model;
        }
        catch (Exception error) when (error is FormatException or OverflowException or IndexOutOfRangeException or SpecException)
        {
            throw new DataException($"{path}: not a model that Temper can use: {OneLine.Of(error.Message)}", error);
        }

        string Text(string key) => metadata.TryGetValue(Prefix + key, out var value)
            ? value
            : throw new DataException(
                $"{path}: a safetensors file without \"{Prefix}{key}\" in its metadata; expected a model saved by temper train, or a state dict made one by temper import.");
    }

    /// <summary>Minimum, maximum, a and b, as <see cref="Read"/> understands them.</summary>
    internal static string ScaleText(Scaler scaler) =>
        FormattableString.Invariant($"{scaler.Minimum} {scaler.Maximum} {scaler.A:R} {scaler.B:R}");
}
