using System.Globalization;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;
using Temper.Training;

namespace Temper.Export;

/// <summary>
/// A checkpoint as a safetensors file. Every tensor's name begins with its group's, so that a layer may have any name: weights are "model.*", what
/// regularizers keep "regularizer.*". The rest is in the metadata under "checkpoint.*".
/// </summary>
public static class CheckpointFile
{
    private const string Prefix = "checkpoint.";
    private const string DigestKey = Prefix + "digest";

    /// <summary>The version that is written and read.</summary>
    /// <remarks>5: scores of batches, whatever the task.</remarks>
    public const string Version = "5";

    private const string Weights = "model.";
    private const string Regularizers = "regularizer.";
    private const string Optimizer = "optimizer.";
    private const string Steps = "steps";

    // Numbers of every batch are tensors [epochs, batches], not text: the header stays small in the longest training.
    private const string StepLosses = "history.step_losses";
    private const string StepScores = "history.step_scores";
    private const string ValidScores = "history.valid_scores";

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="checkpoint">What to write.</param>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static void Save(string path, Checkpoint checkpoint)
    {
        var tensors = Tensors(checkpoint);
        SafeTensors.Save(path, tensors, Metadata(checkpoint, tensors));
    }

    /// <summary>Writes the file's bytes to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="checkpoint">What to write.</param>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static void Save(Stream stream, Checkpoint checkpoint)
    {
        var tensors = Tensors(checkpoint);
        SafeTensors.Write(stream, tensors, Metadata(checkpoint, tensors));
    }

    private static List<NamedTensor> Tensors(Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tensors = new List<NamedTensor>(checkpoint.State.Select(tensor => tensor with { Name = Weights + tensor.Name }));
        tensors.AddRange(checkpoint.OptimizerStates.Select((state, i) => new NamedTensor($"{Optimizer}{i}", [state.Length], state)));
        tensors.Add(new NamedTensor(Steps, [checkpoint.StepResults.Length], checkpoint.StepResults));
        tensors.AddRange(checkpoint.RegularizerState.Select(tensor => tensor with { Name = Regularizers + tensor.Name }));
        tensors.Add(History(StepLosses, checkpoint.Epochs, epoch => epoch.StepLosses));
        tensors.Add(History(StepScores, checkpoint.Epochs, epoch => epoch.StepScores));
        tensors.Add(History(ValidScores, checkpoint.Epochs, epoch => epoch.ValidScores));
        return tensors;
    }

    private static Dictionary<string, string> Metadata(Checkpoint checkpoint, List<NamedTensor> tensors)
    {
        var metadata = new Dictionary<string, string>
        {
            [Prefix + "version"] = Version,
            [Prefix + "spec"] = SpecJson.Write(checkpoint.Spec),
            [Prefix + "name"] = checkpoint.Name,
            [Prefix + "dataset"] = checkpoint.Dataset.Name,
            [Prefix + "dataset-hash"] = checkpoint.Dataset.Hash ?? "",
            [Prefix + "dataset-origin"] = ModelFile.OriginText(checkpoint.Dataset.Origin),
            [Prefix + "dataset-source"] = checkpoint.Dataset.Source ?? "",
            [Prefix + "epochs"] = JsonSerializer.Serialize(
                checkpoint.Epochs.Select(epoch => epoch with { StepLosses = [], StepScores = [], ValidScores = [] }).ToList(),
                SpecJson.Compact.IReadOnlyListEpochResult),
            [Prefix + "step"] = checkpoint.StepInEpoch.ToString(CultureInfo.InvariantCulture),
            [Prefix + "seconds"] = FormattableString.Invariant($"{checkpoint.TrainSeconds:R} {checkpoint.ValidSeconds:R}"),
            [Prefix + "optimizer-steps"] = checkpoint.OptimizerSteps.ToString(CultureInfo.InvariantCulture),
            [Prefix + "optimizer-scalars"] = string.Join(
                ' ', checkpoint.OptimizerScalars.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
        };
        if (checkpoint.Arithmetic.Length > 0)
        {
            metadata[Prefix + "arithmetic"] = checkpoint.Arithmetic;
        }

        metadata[DigestKey] = ContentDigest.Of(tensors, metadata, DigestKey);
        return metadata;
    }

    private static NamedTensor History(string name, IReadOnlyList<EpochResult> epochs, Func<EpochResult, float[]> values) =>
        new(name, [epochs.Count, epochs.Count == 0 ? 0 : values(epochs[0]).Length], [.. epochs.SelectMany(values)]);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Gives up waiting for a pipe's writer.</param>
    /// <exception cref="DataException">The file cannot be read, is not a checkpoint, or is not as it was written.</exception>
    public static Checkpoint Load(string path, CancellationToken cancellationToken = default) =>
        Read(SafeTensors.Load(path, cancellationToken), path);

    /// <summary>The version of the checkpoint that a safetensors file's metadata are of; null where they are of none.</summary>
    /// <param name="metadata">Strings by name.</param>
    public static string? VersionOf(IReadOnlyDictionary<string, string> metadata)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.GetValueOrDefault(Prefix + "version");
    }

    /// <summary>The checkpoint in a safetensors file's content.</summary>
    internal static Checkpoint Read(
        (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content, string path)
    {
        var (tensors, metadata) = content;
        if (metadata.GetValueOrDefault(Prefix + "version") != Version)
        {
            throw new DataException($"{path}: not a checkpoint of version {Version}; expected one written by temper train.");
        }

        if (!ContentDigest.Check(tensors, metadata, DigestKey, path))
        {
            throw new DataException($"{path}: a damaged checkpoint: it has no digest of its content; train again, or restore a copy.");
        }

        try
        {
            var kept = new Content(tensors, metadata, path);
            var seconds = kept.Numbers("seconds");
            return new Checkpoint
            {
                Spec = SpecJson.ReadSpec(kept.Text("spec"), path),
                Name = kept.Text("name"),
                Arithmetic = metadata.GetValueOrDefault(Prefix + "arithmetic", ""),
                Dataset = new DatasetReference(
                    kept.Text("dataset"), kept.Text("dataset-hash"), ModelFile.Origin(kept.Text("dataset-origin")), kept.Text("dataset-source")),
                Epochs = kept.Epochs(),
                StepInEpoch = int.Parse(kept.Text("step"), CultureInfo.InvariantCulture),
                StepResults = kept.Single(Steps).Values,
                TrainSeconds = seconds[0],
                ValidSeconds = seconds[1],
                State = kept.Group(Weights),
                OptimizerSteps = long.Parse(kept.Text("optimizer-steps"), CultureInfo.InvariantCulture),
                OptimizerScalars = kept.Numbers("optimizer-scalars"),
                OptimizerStates = [.. kept.Group(Optimizer).Select(tensor => tensor.Values)],
                RegularizerState = kept.Group(Regularizers),
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException or InvalidOperationException or KeyNotFoundException
            or IndexOutOfRangeException or SpecException)
        {
            throw new DataException($"{path}: a damaged checkpoint: {OneLine.Of(error.Message)}", error);
        }
    }

    /// <summary>What a checkpoint's file holds, read as what it means.</summary>
    private sealed class Content(IReadOnlyList<NamedTensor> tensors, IReadOnlyDictionary<string, string> metadata, string path)
    {
        public string Text(string key) => metadata[Prefix + key];

        public NamedTensor Single(string name) => tensors.Single(tensor => tensor.Name == name);

        public List<NamedTensor> Group(string prefix) =>
            [.. tensors
                .Where(tensor => tensor.Name.StartsWith(prefix, StringComparison.Ordinal))
                .Select(tensor => tensor with { Name = tensor.Name[prefix.Length..] })];

        public IReadOnlyList<EpochResult> Epochs()
        {
            var epochs = SpecJson.Read(Text("epochs"), path, SpecJson.Default.IReadOnlyListEpochResult);
            if (!epochs.All(epoch => epoch is not null))
            {
                throw new FormatException("one of its epochs is null");
            }

            var losses = Rows(StepLosses, epochs.Count);
            var scores = Rows(StepScores, epochs.Count);
            var valid = Rows(ValidScores, epochs.Count);
            return [.. epochs.Select((epoch, i) => epoch with { StepLosses = losses[i], StepScores = scores[i], ValidScores = valid[i] })];
        }

        private float[][] Rows(string name, int count)
        {
            var tensor = Single(name);
            return tensor.Shape.Count == 2 && tensor.Shape[0] == count
                ? [.. Enumerable.Range(0, count).Select(i => tensor.Values.AsSpan(i * tensor.Shape[1], tensor.Shape[1]).ToArray())]
                : throw new FormatException($"{name} should have {count} rows");
        }

        public double[] Numbers(string key) =>
            [.. Text(key).Split(' ').Select(text => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture))];
    }
}
