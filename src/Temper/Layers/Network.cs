using System.Globalization;
using Temper.Devices;

namespace Temper.Layers;

/// <summary>
/// A net at work: a list of layers over flat memory on one device. All parameters lie in one buffer, with named views;
/// so do their gradients and BatchNorm's statistics. Nothing is allocated by a pass.
/// </summary>
public sealed class Network : IDisposable
{
    /// <summary>Most layers. The deepest plain nets that have been trained had a few hundred; a longer list is a mistake.</summary>
    public const int MostLayers = 1000;

    private readonly Layer[] layers;
    private readonly NetworkMemory memory;
    private readonly DeviceBuffer inputBuffer;
    private readonly Activations output;
    private readonly LayerSummary[] summary;

    /// <summary>Builds the net; parameters are zero until <see cref="Initialize"/> or <see cref="LoadState"/>.</summary>
    /// <param name="specs">The layers in order.</param>
    /// <param name="inFeatures">Features of the input.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="rows">Most rows of a batch.</param>
    /// <exception cref="SpecException">The layers do not fit together; the message names the layer.</exception>
    public Network(IReadOnlyList<LayerSpec> specs, int inFeatures, Device device, int rows)
    {
        ArgumentNullException.ThrowIfNull(specs);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        Device = device;
        Rows = rows;
        InFeatures = inFeatures;
        var build = new LayerBuild(inFeatures);
        (layers, summary) = Build(specs, build);
        Parameters = build.Parameters;
        Statistics = build.Statistics;
        OutFeatures = build.Features;
        if ((long)rows * inFeatures > int.MaxValue)
        {
            throw new SpecException($"A batch of {rows} rows of {inFeatures} features is too large, the most is {int.MaxValue} numbers; make the batch smaller.");
        }

        memory = new NetworkMemory(device, rows, build.ParameterLength, build.StatisticLength);
        inputBuffer = device.Allocate(rows * inFeatures);
        var flow = new Activations(inputBuffer.All, default, inFeatures);
        foreach (var layer in layers)
        {
            flow = layer.Bind(memory, flow);
        }

        output = flow;
    }

    /// <summary>Where it lives.</summary>
    public Device Device { get; }

    /// <summary>Most rows of a batch.</summary>
    public int Rows { get; }

    /// <summary>Features of the input.</summary>
    public int InFeatures { get; }

    /// <summary>Features of the output: the number of classes.</summary>
    public int OutFeatures { get; }

    /// <summary>Trainable parameters in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Statistics that evaluation uses: BatchNorm's running mean and variance.</summary>
    public IReadOnlyList<Parameter> Statistics { get; }

    /// <summary>Number of trainable parameters.</summary>
    public int ParameterCount => Parameters.Sum(parameter => parameter.Length);

    /// <summary>One line per layer.</summary>
    public IReadOnlyList<LayerSummary> Summary => summary;

    /// <summary>True when a layer looks at the whole batch in training, so that it needs 2 rows.</summary>
    public bool HasBatchNorm => layers.Any(layer => layer is BatchNorm1dLayer);

    /// <summary>All parameters, flat.</summary>
    public View ParameterValues => memory.Parameters;

    /// <summary>All gradients, flat, as <see cref="ParameterValues"/>.</summary>
    public View ParameterGradients => memory.Gradients;

    /// <summary>All statistics, flat, as <see cref="Statistics"/> says.</summary>
    public View StatisticValues => memory.Statistics;

    /// <summary>The batch to be: [rows, in].</summary>
    /// <param name="rows">Rows of the batch, at most <see cref="Rows"/>.</param>
    public View Input(int rows) => inputBuffer.All.Slice(0, rows * InFeatures);

    /// <summary>Where the loss puts its gradient: [rows, out].</summary>
    /// <param name="rows">Rows of the batch, at most <see cref="Rows"/>.</param>
    public View OutputGradient(int rows) => output.GradientsOf(rows);

    /// <summary>Fills all parameters with PyTorch's initial distributions.</summary>
    /// <param name="seed">The run's seed.</param>
    public void Initialize(ulong seed)
    {
        foreach (var layer in layers)
        {
            layer.Initialize(seed);
        }
    }

    /// <summary>Computes the logits of the batch in <see cref="Input"/>, which layers may overwrite.</summary>
    /// <param name="pass">How many rows, and whether in training.</param>
    /// <returns>[rows, out], good until the next pass.</returns>
    /// <exception cref="SpecException">A BatchNorm in training has a batch of one row.</exception>
    public View Forward(in Pass pass)
    {
        foreach (var layer in layers)
        {
            layer.Forward(pass);
        }

        return output.ValuesOf(pass.Rows);
    }

    /// <summary>Computes all gradients from <see cref="OutputGradient"/>, after a training <see cref="Forward"/>.</summary>
    /// <param name="pass">The same as of the forward pass.</param>
    public void Backward(in Pass pass)
    {
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            layers[i].Backward(pass);
        }

        for (var i = layers.Length - 1; i >= 0; i--)
        {
            layers[i].BackwardParameters(pass);
        }
    }

    /// <summary>Parameters and statistics with PyTorch's names, shapes and order.</summary>
    public IReadOnlyList<NamedTensor> State() => StateDict.Read(memory, Parameters, Statistics, layers);

    /// <summary>Gradients with PyTorch's names, shapes and order.</summary>
    public IReadOnlyList<NamedTensor> Gradients() => StateDict.ReadGradients(memory, Parameters);

    /// <summary>Takes over parameters and statistics by name.</summary>
    /// <param name="tensors">A state dict: one tensor for each parameter and statistic, with PyTorch's names and shapes.</param>
    /// <exception cref="SpecException">A tensor is missing, unknown, or of another shape.</exception>
    public void LoadState(IReadOnlyList<NamedTensor> tensors) => StateDict.Write(memory, Parameters, Statistics, layers, tensors);

    /// <summary>Checks everything about layers that can be checked without data: what they are set to, and that they fit together.</summary>
    /// <exception cref="SpecException">The message names the layer.</exception>
    internal static void Check(IReadOnlyList<LayerSpec> specs)
    {
        Build(specs, new LayerBuild(LeastFeatures(specs)));
    }

    /// <summary>Refuses too many layers.</summary>
    /// <exception cref="SpecException">There are more than there may be.</exception>
    internal static void CheckCount(int layers)
    {
        if (layers > MostLayers)
        {
            throw new SpecException($"A net has at most {MostLayers} layers (activations and dropout count too), received {layers}; give it fewer.");
        }
    }

    /// <summary>Features that layers take, or 1 where they take any.</summary>
    internal static int LeastFeatures(IReadOnlyList<LayerSpec> specs) =>

        // What stands before the first Linear leaves the number of features as it is: any will do, unless that Linear names one.
        specs.OfType<Linear>().FirstOrDefault()?.InFeatures ?? 1;

    /// <summary>The products of its linear layers: those of their weights, with the most rows.</summary>
    internal IReadOnlyList<LinearShape> LinearShapes =>
        [.. Parameters.Where(parameter => parameter.IsWeight).Select(parameter => new LinearShape(Rows, parameter.Shape[1], parameter.Shape[0]))];

    /// <summary>Checks that tensors fit a net of these layers, before memory of the net's size is taken.</summary>
    /// <returns>The net's outputs, and the tensors in <see cref="State"/>'s order.</returns>
    /// <exception cref="SpecException">The layers do not fit together, or a tensor is missing, unknown, or of another shape.</exception>
    internal static (int OutFeatures, IReadOnlyList<NamedTensor> State) CheckState(
        IReadOnlyList<LayerSpec> specs, int inFeatures, IReadOnlyList<NamedTensor> tensors)
    {
        var build = new LayerBuild(inFeatures);
        var (layers, _) = Build(specs, build);
        var byName = StateDict.Check(build.Parameters, build.Statistics, layers, tensors);
        return (build.Features, StateDict.InOrder(build.Parameters, build.Statistics, layers, byName));
    }

    /// <summary>What the layers do in evaluation mode, with the numbers of a state dict.</summary>
    /// <exception cref="SpecException">As <see cref="CheckState"/>.</exception>
    internal static IReadOnlyList<EvaluationStep> InEvaluation(
        IReadOnlyList<LayerSpec> specs, int inFeatures, IReadOnlyList<NamedTensor> tensors)
    {
        var build = new LayerBuild(inFeatures);
        var (layers, summary) = Build(specs, build);
        var state = StateDict.Check(build.Parameters, build.Statistics, layers, tensors);
        return [.. layers.Select((layer, i) => layer.InEvaluation(summary[i].Name, state)).OfType<EvaluationStep>()];
    }

    private static (Layer[] Layers, LayerSummary[] Summary) Build(IReadOnlyList<LayerSpec> specs, LayerBuild build)
    {
        CheckCount(specs.Count);
        var layers = new Layer[specs.Count];
        var summary = new LayerSummary[specs.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            var spec = specs[i] ?? throw new SpecException($"Layer #{i} is null; expected a layer.");
            var before = build.Parameters.Count;
            build.Position = i;
            build.CheckName(spec);
            layers[i] = spec.Build(build);
            var added = build.Parameters.Skip(before).Sum(parameter => parameter.Length);
            var name = spec.Name ?? i.ToString(CultureInfo.InvariantCulture);
            summary[i] = new LayerSummary(name, layers[i].Description, build.Features, added);
            build.Source = $"{spec.GetType().Name} #{i}";
            if (i > 0 && layers[i] is DropoutLayer dropout && layers[i - 1] is ReLULayer relu)
            {
                dropout.LeaveTo(relu);
            }
        }

        return (layers, summary);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        foreach (var layer in layers)
        {
            layer.Dispose();
        }

        inputBuffer.Dispose();
        memory.Dispose();
    }
}
