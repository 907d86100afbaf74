using Temper.Devices;

namespace Temper.Layers;

/// <summary>
/// A net at work: a list of layers over flat memory on one device. All parameters lie in one buffer, with named views;
/// so do their gradients and BatchNorm's statistics. Nothing is allocated by a pass.
/// </summary>
public sealed class Network : IDisposable
{
    /// <summary>
    /// Most layers, with those inside others. The deepest plain nets that have been trained had a few hundred; a longer list is a mistake.
    /// </summary>
    public const int MostLayers = 1000;

    /// <summary>How deep layers may be inside each other: a branch in a branch is 2.</summary>
    public const int MostNesting = 16;

    private readonly LayerSequence sequence;
    private readonly Layer[] layers;
    private readonly NetworkMemory memory;
    private readonly DeviceBuffer inputBuffer;
    private readonly Activations output;

    /// <summary>Builds the net for flat rows; parameters are zero until <see cref="Initialize"/> or <see cref="LoadState"/>.</summary>
    /// <param name="specs">The layers in order.</param>
    /// <param name="inFeatures">Features of the input.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="rows">Most rows of a batch.</param>
    /// <exception cref="SpecException">The layers do not fit together, or the device lacks what one needs; the message names the layer.</exception>
    public Network(IReadOnlyList<LayerSpec> specs, int inFeatures, Device device, int rows)
        : this(specs, Shape.Row(inFeatures), device, rows)
    {
    }

    /// <summary>Builds the net; parameters are zero until <see cref="Initialize"/> or <see cref="LoadState"/>.</summary>
    /// <param name="specs">The layers in order.</param>
    /// <param name="input">Shape of the input.</param>
    /// <param name="device">Where it lives.</param>
    /// <param name="rows">Most rows of a batch.</param>
    /// <exception cref="SpecException">The layers do not fit together, or the device lacks what one needs; the message names the layer.</exception>
    public Network(IReadOnlyList<LayerSpec> specs, Shape input, Device device, int rows)
    {
        ArgumentNullException.ThrowIfNull(specs);
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Math.Min(input.Channels, Math.Min(input.Height, input.Width)), nameof(input));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rows);
        Device = device;
        Rows = rows;
        InputShape = input;
        var build = new LayerBuild(input);
        sequence = LayerSequence.Build(specs, build);
        layers = [.. sequence.All];
        Parameters = build.Parameters;
        Statistics = build.Statistics;
        Summary = build.Summary;
        OutputShape = build.Shape;
        if ((long)rows * InFeatures > int.MaxValue)
        {
            throw new SpecException(
                $"A batch of {rows} rows of {InFeatures} features is too large, the most is {int.MaxValue} numbers; make the batch smaller.");
        }

        sequence.CheckDevice(device);
        memory = new NetworkMemory(device, rows, build.ParameterLength, build.StatisticLength);
        inputBuffer = device.Allocate(rows * InFeatures);
        output = sequence.Bind(memory, new Activations(inputBuffer.All, default, input));
    }

    /// <summary>Where it lives.</summary>
    public Device Device { get; }

    /// <summary>Most rows of a batch.</summary>
    public int Rows { get; }

    /// <summary>Shape of the input.</summary>
    public Shape InputShape { get; }

    /// <summary>Shape of the output.</summary>
    public Shape OutputShape { get; }

    /// <summary>Features of the input.</summary>
    public int InFeatures => InputShape.Features;

    /// <summary>Features of the output: the number of classes.</summary>
    public int OutFeatures => OutputShape.Features;

    /// <summary>Trainable parameters in order.</summary>
    public IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Statistics that evaluation uses: BatchNorm's running mean and variance.</summary>
    public IReadOnlyList<Parameter> Statistics { get; }

    /// <summary>Number of trainable parameters.</summary>
    public int ParameterCount => Parameters.Sum(parameter => parameter.Length);

    /// <summary>One line per layer, each before those inside it.</summary>
    public IReadOnlyList<LayerSummary> Summary { get; }

    /// <summary>True when a layer looks at the whole batch in training, so that it needs 2 rows.</summary>
    public bool HasBatchNorm => layers.Any(layer => layer.NeedsTwoRows);

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
    public void Initialize(ulong seed) => sequence.Initialize(seed);

    /// <summary>Computes the logits of the batch in <see cref="Input"/>, which layers may overwrite.</summary>
    /// <param name="pass">How many rows, and whether in training.</param>
    /// <returns>[rows, out], good until the next pass.</returns>
    /// <exception cref="SpecException">A BatchNorm in training has a batch of one row.</exception>
    public View Forward(in Pass pass)
    {
        sequence.Forward(pass);
        return output.ValuesOf(pass.Rows);
    }

    /// <summary>Computes all gradients from <see cref="OutputGradient"/>, after a training <see cref="Forward"/>.</summary>
    /// <param name="pass">The same as of the forward pass.</param>
    public void Backward(in Pass pass)
    {
        sequence.Backward(pass);
        sequence.BackwardParameters(pass);
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
        LayerSequence.Build(specs, new LayerBuild(Shape.Row(LeastFeatures(specs))));
    }

    /// <summary>
    /// What a device lacks for layers, in a sentence that names the layer; null if it has all, and for layers that do not fit together.
    /// </summary>
    /// <param name="specs">The layers in order.</param>
    /// <param name="device">The device; nothing is kept on it.</param>
    public static string? LackingOn(IReadOnlyList<LayerSpec> specs, Device device)
    {
        ArgumentNullException.ThrowIfNull(specs);
        ArgumentNullException.ThrowIfNull(device);
        LayerSequence sequence;
        try
        {
            sequence = LayerSequence.Build(specs, new LayerBuild(Shape.Row(LeastFeatures(specs))));
        }
        catch (SpecException)
        {
            return null;
        }

        try
        {
            sequence.CheckDevice(device);
            return null;
        }
        catch (SpecException error)
        {
            return error.Message;
        }
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

    /// <summary>Refuses layers too deep inside each other.</summary>
    /// <param name="depth">How many layers these are inside of.</param>
    /// <exception cref="SpecException">They are too deep.</exception>
    internal static void CheckNesting(int depth)
    {
        if (depth > MostNesting)
        {
            throw new SpecException($"Layers may be inside each other {MostNesting} deep, received more; take one of the layers that hold them out.");
        }
    }

    /// <summary>Features that layers take, or 1 where they take any.</summary>
    internal static int LeastFeatures(IReadOnlyList<LayerSpec> specs) => Math.Max(1, LayerTree.InFeatures(specs) ?? 1);

    /// <summary>The products of its linear layers: those of their weights, with the most rows.</summary>
    internal IReadOnlyList<LinearShape> LinearShapes =>
        [.. Parameters.Where(parameter => parameter.IsWeight).Select(parameter => new LinearShape(Rows, parameter.Shape[1], parameter.Shape[0]))];

    /// <summary>Checks that tensors fit a net of these layers, before memory of the net's size is taken.</summary>
    /// <returns>The net's outputs, and the tensors in <see cref="State"/>'s order.</returns>
    /// <exception cref="SpecException">The layers do not fit together, or a tensor is missing, unknown, or of another shape.</exception>
    internal static (int OutFeatures, IReadOnlyList<NamedTensor> State) CheckState(
        IReadOnlyList<LayerSpec> specs, Shape input, IReadOnlyList<NamedTensor> tensors)
    {
        var build = new LayerBuild(input);
        Layer[] layers = [.. LayerSequence.Build(specs, build).All];
        var byName = StateDict.Check(build.Parameters, build.Statistics, layers, tensors);
        return (build.Features, StateDict.InOrder(build.Parameters, build.Statistics, layers, byName));
    }

    /// <summary>What the layers do in evaluation mode, with the numbers of a state dict.</summary>
    /// <exception cref="SpecException">As <see cref="CheckState"/>.</exception>
    internal static IReadOnlyList<EvaluationStep> InEvaluation(
        IReadOnlyList<LayerSpec> specs, Shape input, IReadOnlyList<NamedTensor> tensors)
    {
        var build = new LayerBuild(input);
        var sequence = LayerSequence.Build(specs, build);
        return sequence.InEvaluation(StateDict.Check(build.Parameters, build.Statistics, [.. sequence.All], tensors));
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        sequence.Dispose();
        inputBuffer.Dispose();
        memory.Dispose();
    }
}
