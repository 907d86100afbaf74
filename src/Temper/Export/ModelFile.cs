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
    private const string FormatKey = Prefix + "format";
    private const string DigestKey = Prefix + "digest";

    /// <summary>The format that is written and read.</summary>
    /// <remarks>3: what a row is, the task and the scalers of inputs and values to be predicted.</remarks>
    public const string Format = "3";

    /// <summary>The format of the model that a safetensors file's metadata are of; null where they are of none, as in a bare state dict.</summary>
    /// <param name="metadata">Strings by name.</param>
    public static string? FormatOf(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.GetValueOrDefault(FormatKey) ?? (metadata.Keys.Any(key => key.StartsWith(Prefix, StringComparison.Ordinal)) ? "" : null);
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="SpecException">
    /// The model's tensors do not fit its layers, its images are not of 1 to 4096 pixels each way, there is not one class name per
    /// output, or a name has more than one line.
    /// </exception>
    /// <exception cref="DataException">A tensor's name or an integer cannot be written.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static void Save(string path, Model model) => SafeTensors.Save(path, model.State, Metadata(model));

    /// <summary>Writes the file's bytes to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="SpecException">As for a file.</exception>
    /// <exception cref="DataException">As for a file.</exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Save(Stream stream, Model model) => SafeTensors.Write(stream, model.State, Metadata(model));

    private static Dictionary<string, string> Metadata(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCheck.Check(model);
        if (model.ClassNames.FirstOrDefault(name => name.Contains('\n', StringComparison.Ordinal)) is { } name)
        {
            throw new SpecException($"The class name \"{OneLine.Of(name)}\" has more than one line; a model file holds names of one line.");
        }

        var metadata = new Dictionary<string, string>
        {
            ["format"] = "pt",
            [FormatKey] = Format,
            [Prefix + "layers"] = JsonSerializer.Serialize(model.Layers, SpecJson.Compact.IReadOnlyListLayerSpec),
            [Prefix + "input"] = ModelText.Input(model),
            [Prefix + "task"] = ModelText.Task(model.Task),
            [Prefix + "scaler"] = ModelText.Scaler(model.Scaler),
            [Prefix + "scales-each-set"] = model.ScalesEachSet ? "true" : "false",
            [Prefix + "dataset"] = model.Dataset.Name,
            [Prefix + "dataset-origin"] = OriginText(model.Dataset.Origin),
        };
        if (model.Dataset.Hash is { } hash)
        {
            metadata[Prefix + "dataset-hash"] = hash;
        }

        if (model.TargetScaler is { } targetScaler)
        {
            metadata[Prefix + "target-scaler"] = ModelText.Scaler(targetScaler);
        }

        if (model.Spec is { } spec)
        {
            metadata[Prefix + "spec"] = JsonSerializer.Serialize(spec, SpecJson.Compact.TrainSpec);
        }

        metadata[DigestKey] = ContentDigest.Of(model.State, metadata, DigestKey);
        return metadata;
    }

    /// <summary>Reads a file and checks that its weights fit its layers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">The file cannot be read, is not a model of Temper, or is not as it was written.</exception>
    public static Model Load(string path, CancellationToken cancellationToken = default) =>
        Read(SafeTensors.Load(path, cancellationToken), path);

    /// <summary>Reads a file's content and checks that its weights fit its layers.</summary>
    /// <param name="stream">The content, from where the stream stands to its end; left open.</param>
    /// <param name="source">What it is called in errors.</param>
    /// <exception cref="DataException">It is not a model of Temper, or is not as it was written.</exception>
    public static Model Load(Stream stream, string source = "the model")
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(SafeTensors.Read(stream, source), source);
    }

    /// <summary>The model in a safetensors file's content.</summary>
    internal static Model Read(
        (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content, string path)
    {
        var (tensors, metadata) = content;
        RequireFormat(metadata, path);
        var hasDigest = ContentDigest.Check(tensors, metadata, DigestKey, path);
        try
        {
            var (takesFloats, input) = ModelText.ReadInput(Text("input"));
            var model = new Model
            {
                Layers = SpecJson.Read(Text("layers"), path, SpecJson.Default.IReadOnlyListLayerSpec),
                State = tensors,
                Input = input,
                TakesFloats = takesFloats,
                Task = ModelText.ReadTask(Text("task"), path),
                Scaler = ModelText.ReadScaler(Text("scaler"), path),
                TargetScaler = metadata.GetValueOrDefault(Prefix + "target-scaler") is { } target ? ModelText.ReadScaler(target, path) : null,
                ScalesEachSet = metadata.GetValueOrDefault(Prefix + "scales-each-set") == "true",
                Dataset = new DatasetReference(Text("dataset"), metadata.GetValueOrDefault(Prefix + "dataset-hash"), Origin(Text("dataset-origin"))),
                Spec = Spec(metadata, path),
                HasDigest = hasDigest,
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
                $"{path}: a safetensors file without \"{Prefix}{key}\" in its metadata; "
                + "expected a model saved by temper train, or a state dict made one by temper import.");
    }

    private static void RequireFormat(IReadOnlyDictionary<string, string> metadata, string path)
    {
        var format = metadata.GetValueOrDefault(FormatKey);
        if (format != Format && metadata.Keys.Any(key => key.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            throw new DataException(
                $"{path}: a model of {(format is null ? "an early format without a number" : $"format \"{OneLine.Of(format)}\"")}, "
                + $"expected format {Format}; train it again, or use the version of Temper that wrote it.");
        }
    }

    /// <summary>An origin as <see cref="Read"/> understands it.</summary>
    internal static string OriginText(DatasetOrigin origin) => origin switch
    {
        DatasetOrigin.Published => "published",
        DatasetOrigin.BuiltIn => "built-in",
        _ => "own",
    };

    /// <summary>The origin that a file names.</summary>
    /// <exception cref="FormatException">It names none.</exception>
    internal static DatasetOrigin Origin(string text) => text switch
    {
        "published" => DatasetOrigin.Published,
        "built-in" => DatasetOrigin.BuiltIn,
        "own" => DatasetOrigin.Own,
        _ => throw new FormatException($"the origin of its data is \"{text}\", expected own, published or built-in"),
    };

    /// <summary>The training's spec, which nobody needs for using the model: null where there is none that this version understands.</summary>
    private static TrainSpec? Spec(IReadOnlyDictionary<string, string> metadata, string path)
    {
        try
        {
            return metadata.TryGetValue(Prefix + "spec", out var spec) ? SpecJson.ReadSpec(spec, path) : null;
        }
        catch (SpecException)
        {
            return null;
        }
    }
}
