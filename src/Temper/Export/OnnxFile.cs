using System.Reflection;
using System.Text.Json;
using Temper.Data;
using Temper.Layers;
using Temper.Tasks;
using Temper.Training;

namespace Temper.Export;

/// <summary>
/// A model as an ONNX file (onnx.ai): operator set 17, IR version 8, for ONNX Runtime 1.12 or later and what builds on it. The graph is
/// the net in evaluation mode: dropout is gone, the batch is of any size.
/// </summary>
/// <remarks>
/// Linear is Gemm with PyTorch's names and [out, in] weights, ReLU is Relu, BatchNorm1d is BatchNormalization, LayerNorm is
/// LayerNormalization, Residual is Add; GELU is its formula. Layers, class names, scaling, data set and, where the model knows it, the
/// training's spec are in the metadata under "temper.*".
/// </remarks>
public static class OnnxFile
{
    /// <summary>Name of the graph's input.</summary>
    public const string InputName = "input";

    /// <summary>Name of the output when it is logits.</summary>
    public const string LogitsName = "logits";

    /// <summary>Name of the output when it is probabilities.</summary>
    public const string ProbabilitiesName = "probabilities";

    /// <summary>Name of the output when it is a predicted value, in its unit.</summary>
    public const string ValuesName = "values";

    private const int IrVersion = 8;
    private const int OperatorSet = 17;
    private const string Prefix = "temper.";

    // The wire format's own limit is 2 GiB for a message; 16 MiB of it are left for names and metadata.
    private const long MostNumbers = (2032L << 20) / sizeof(float);

    /// <summary>Writes the file, whole or not at all.</summary>
    /// <param name="path">The file.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">What the graph contains. Default: <see cref="OnnxOptions"/> as it is.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="SpecException">
    /// The model's tensors do not fit its layers, its images are not of 1 to 4096 pixels each way, there is not one class name per
    /// output, or it is larger than the format allows.
    /// </exception>
    /// <exception cref="IOException">The file cannot be written; what was there before still is.</exception>
    public static OnnxSummary Save(string path, Model model, OnnxOptions? options = null)
    {
        var (file, summary) = Build(model, options ?? new OnnxOptions());
        AtomicFile.Write(path, file.CopyTo);
        return summary;
    }

    /// <summary>Writes the file's bytes to a stream.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">What the graph contains. Default: <see cref="OnnxOptions"/> as it is.</param>
    /// <returns>What was written.</returns>
    /// <exception cref="SpecException">
    /// The model's tensors do not fit its layers, its images are not of 1 to 4096 pixels each way, there is not one class name per
    /// output, or it is larger than the format allows.
    /// </exception>
    /// <exception cref="IOException">The stream cannot be written.</exception>
    public static OnnxSummary Write(Stream stream, Model model, OnnxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var (file, summary) = Build(model, options ?? new OnnxOptions());
        file.CopyTo(stream);
        return summary;
    }

    private static (ProtobufWriter File, OnnxSummary Summary) Build(Model model, OnnxOptions options)
    {
        ArgumentNullException.ThrowIfNull(model);
        ModelCheck.Check(model);
        var features = model.Input.Features;
        var all = Network.InEvaluation(model.Layers, model.Input, model.State);
        var steps = options.Fold ? BatchNormFolding.Fold(all) : all;
        var takesBytes = options.Scale && !model.TakesFloats;
        var graph = GraphOf(model, options, steps, takesBytes);
        var output = model.TargetScaler is not null ? ValuesName : options.Softmax ? ProbabilitiesName : LogitsName;
        var file = FileOf(model, graph, output);
        return (file, new OnnxSummary(
            InputName,
            takesBytes ? "uint8" : "float",
            output,
            features,
            model.Task.Outputs,
            graph.Operators,
            BatchNorms(all) - BatchNorms(steps),
            BatchNorms(steps)));

        static int BatchNorms(IReadOnlyList<EvaluationStep> steps) => EvaluationStep.All(steps).Count(step => step is BatchNormStep);
    }

    private static OnnxGraph GraphOf(Model model, OnnxOptions options, IReadOnlyList<EvaluationStep> steps, bool takesBytes)
    {
        var graph = new OnnxGraph(InputName, takesBytes ? OnnxGraph.ByteType : OnnxGraph.FloatType, model.Input.Features);
        if (options.Scale)
        {
            OnnxScaling.Add(graph, model.Scaler, castsFirst: takesBytes);
        }

        foreach (var step in steps)
        {
            AddStep(graph, step);
        }

        if (model.TargetScaler is { } targets)
        {
            OnnxScaling.Undo(graph, targets);
        }
        else if (options.Softmax)
        {
            graph.Add("output", "Softmax", [], ("axis", 1));
        }

        if (graph.Operators.Count == 0)
        {
            graph.Add("output", "Identity");
        }

        if (graph.Numbers > MostNumbers)
        {
            throw new SpecException(
                $"The graph has {graph.Numbers} numbers, an ONNX file holds at most {MostNumbers}; save the model as safetensors.");
        }

        return graph;
    }

    private static ProtobufWriter FileOf(Model model, OnnxGraph graph, string output)
    {
        var file = new ProtobufWriter();
        file.Int(1, IrVersion);
        file.Text(2, "Temper");
        file.Text(3, Version);
        file.Message(7, message => graph.Write(message, "temper", output, model.Task.Outputs));
        file.Message(8, operators =>
        {
            operators.Text(1, "");
            operators.Int(2, OperatorSet);
        });
        foreach (var (key, value) in Metadata(model))
        {
            file.Message(14, entry =>
            {
                entry.Text(1, key);
                entry.Text(2, value);
            });
        }

        return file;
    }

    private static void AddStep(OnnxGraph graph, EvaluationStep step)
    {
        switch (step)
        {
            case LinearStep linear:
                var weight = graph.Initializer($"{step.Name}.weight", [linear.OutFeatures, linear.InFeatures], linear.Weight);
                graph.Add(
                    step.Name,
                    "Gemm",
                    linear.Bias is null ? [weight] : [weight, graph.Initializer($"{step.Name}.bias", [linear.OutFeatures], linear.Bias)],
                    ("transB", 1));
                break;
            case BatchNormStep norm:
                var features = norm.Mean.Length;
                graph.Add(
                    step.Name,
                    "BatchNormalization",
                    [
                        graph.Initializer($"{step.Name}.weight", [features], norm.Weight),
                        graph.Initializer($"{step.Name}.bias", [features], norm.Bias),
                        graph.Initializer($"{step.Name}.running_mean", [features], norm.Mean),
                        graph.Initializer($"{step.Name}.running_var", [features], norm.Variance),
                    ],
                    ("epsilon", (float)norm.Eps));
                break;
            case ReLUStep:
                graph.Add(step.Name, "Relu");
                break;
            case ElementwiseStep elementwise:
                AddElementwise(graph, elementwise);
                break;
            case LayerNormStep norm:
                int[] shape = [norm.Features];
                var ones = new float[norm.Features];
                Array.Fill(ones, 1);
                var scale = graph.Initializer($"{step.Name}.weight", shape, norm.Weight ?? ones);
                graph.Add(
                    step.Name,
                    "LayerNormalization",
                    norm.Bias is null ? [scale] : [scale, graph.Initializer($"{step.Name}.bias", shape, norm.Bias)],
                    ("axis", 1),
                    ("epsilon", (float)norm.Eps));
                break;
            case ResidualStep residual:
                var input = graph.Value;
                foreach (var inner in residual.Branch)
                {
                    AddStep(graph, inner);
                }

                graph.Add(step.Name, "Add", [input]);
                break;
            default:
                throw new NotSupportedException($"{step.GetType().Name} has no ONNX operator.");
        }
    }

    private static void AddElementwise(OnnxGraph graph, ElementwiseStep step)
    {
        var input = graph.Value;
        foreach (var one in step.Operators)
        {
            string[] operands = one.WithInput ? [input] : one.Constant is { } constant ? [graph.Constant((float)constant)] : [];
            graph.Add(step.Name, one.Type, operands, one.Alpha is { } alpha ? [("alpha", (float)alpha)] : []);
        }
    }

    private static IEnumerable<(string Key, string Value)> Metadata(Model model)
    {
        yield return (Prefix + "layers", JsonSerializer.Serialize(model.Layers, SpecJson.Compact.IReadOnlyListLayerSpec));
        yield return (Prefix + "classes", JsonSerializer.Serialize([.. model.ClassNames], SpecJson.Compact.StringArray));
        if (model.Task is Regression regression)
        {
            yield return (Prefix + "unit", regression.Unit);
        }

        yield return (Prefix + "shape", FormattableString.Invariant($"{model.Input.Channels} {model.Input.Height} {model.Input.Width}"));
        yield return (Prefix + "scaler", ModelText.Scaler(model.Scaler));
        if (model.TargetScaler is { } targets)
        {
            yield return (Prefix + "target-scaler", ModelText.Scaler(targets));
        }

        yield return (Prefix + "scales-each-set", model.ScalesEachSet ? "true" : "false");
        yield return (Prefix + "dataset", model.Dataset.Name);
        if (model.Dataset.Hash is { } hash)
        {
            yield return (Prefix + "dataset-hash", hash);
        }

        if (model.Spec is { } spec)
        {
            yield return (Prefix + "spec", JsonSerializer.Serialize(spec, SpecJson.Compact.TrainSpec));
        }
    }

    private static string Version =>
        typeof(OnnxFile).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
}
