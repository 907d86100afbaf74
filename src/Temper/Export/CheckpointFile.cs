using System.Globalization;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;
using Temper.Training;

namespace Temper.Export;

/// <summary>A checkpoint as a safetensors file: weights under their own names, the rest under "checkpoint.*".</summary>
public static class CheckpointFile
{
    private const string Prefix = "checkpoint.";
    private const string Best = Prefix + "best.";
    private const string Version = "1";

    /// <summary>Writes the file, whole or not at all.</summary>
    public static void Save(string path, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        var tensors = new List<NamedTensor>(checkpoint.State);
        tensors.AddRange(checkpoint.OptimizerStates.Select((state, i) => new NamedTensor($"{Prefix}optimizer.{i}", [state.Length], state)));
        tensors.Add(new NamedTensor(Prefix + "steps", [checkpoint.StepResults.Length], checkpoint.StepResults));
        tensors.AddRange(checkpoint.BestState.Select(tensor => tensor with { Name = Best + tensor.Name }));
        var metadata = new Dictionary<string, string>
        {
            [Prefix + "version"] = Version,
            [Prefix + "spec"] = SpecJson.Write(checkpoint.Spec),
            [Prefix + "name"] = checkpoint.Name,
            [Prefix + "dataset"] = checkpoint.DatasetHash,
            [Prefix + "epochs"] = JsonSerializer.Serialize(checkpoint.Epochs, SpecJson.Default.IReadOnlyListEpochResult),
            [Prefix + "step"] = checkpoint.StepInEpoch.ToString(CultureInfo.InvariantCulture),
            [Prefix + "seconds"] = FormattableString.Invariant($"{checkpoint.TrainSeconds:R} {checkpoint.ValidSeconds:R}"),
            [Prefix + "optimizer-steps"] = checkpoint.OptimizerSteps.ToString(CultureInfo.InvariantCulture),
            [Prefix + "optimizer-scalars"] = string.Join(' ', checkpoint.OptimizerScalars.Select(value => value.ToString("R", CultureInfo.InvariantCulture))),
            [Prefix + "best-epoch"] = checkpoint.BestEpoch.ToString(CultureInfo.InvariantCulture),
        };
        SafeTensors.Save(path, tensors, metadata);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="DataException">The file cannot be read or is not a checkpoint.</exception>
    public static Checkpoint Load(string path) => Read(SafeTensors.Load(path), path);

    /// <summary>The checkpoint in a safetensors file's content.</summary>
    internal static Checkpoint Read(
        (IReadOnlyList<NamedTensor> Tensors, IReadOnlyDictionary<string, string> Metadata) content, string path)
    {
        var (tensors, metadata) = content;
        if (metadata.GetValueOrDefault(Prefix + "version") != Version)
        {
            throw new DataException($"{path}: not a checkpoint of version {Version}; expected one written by temper train.");
        }

        try
        {
            var seconds = Numbers("seconds");
            return new Checkpoint
            {
                Spec = SpecJson.ReadSpec(Text("spec"), path),
                Name = Text("name"),
                DatasetHash = Text("dataset"),
                Epochs = Epochs(),
                StepInEpoch = int.Parse(Text("step"), CultureInfo.InvariantCulture),
                StepResults = tensors.Single(tensor => tensor.Name == Prefix + "steps").Values,
                TrainSeconds = seconds[0],
                ValidSeconds = seconds[1],
                State = [.. tensors.Where(tensor => !tensor.Name.StartsWith(Prefix, StringComparison.Ordinal))],
                OptimizerSteps = long.Parse(Text("optimizer-steps"), CultureInfo.InvariantCulture),
                OptimizerScalars = Numbers("optimizer-scalars"),
                OptimizerStates = [.. tensors.Where(tensor => tensor.Name.StartsWith(Prefix + "optimizer.", StringComparison.Ordinal)).Select(tensor => tensor.Values)],
                BestEpoch = int.Parse(Text("best-epoch"), CultureInfo.InvariantCulture),
                BestState = [.. tensors.Where(tensor => tensor.Name.StartsWith(Best, StringComparison.Ordinal)).Select(tensor => tensor with { Name = tensor.Name[Best.Length..] })],
            };
        }
        catch (Exception error) when (error is FormatException or OverflowException or InvalidOperationException or KeyNotFoundException or IndexOutOfRangeException or SpecException)
        {
            throw new DataException($"{path}: a damaged checkpoint: {OneLine.Of(error.Message)}", error);
        }

        string Text(string key) => metadata[Prefix + key];

        IReadOnlyList<EpochResult> Epochs()
        {
            var epochs = SpecJson.Read(Text("epochs"), path, SpecJson.Default.IReadOnlyListEpochResult);
            return epochs.All(epoch => epoch is not null) ? epochs : throw new FormatException("one of its epochs is null");
        }

        double[] Numbers(string key) =>
            [.. Text(key).Split(' ').Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
    }
}
