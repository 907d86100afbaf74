using Temper.Devices;

namespace Temper.Layers;

/// <summary>Layers one behind the other: a net, or a branch of one. It is built, bound and walked here and nowhere else.</summary>
internal sealed class LayerSequence : IDisposable
{
    private readonly Layer[] layers;

    private LayerSequence(Layer[] layers) => this.layers = layers;

    /// <summary>Its layers, without those inside them.</summary>
    public IReadOnlyList<Layer> Layers => layers;

    /// <summary>All layers, each before those inside it.</summary>
    public IEnumerable<Layer> All => AllOf(layers);

    /// <summary>Whether its first step overwrites the input's values, which somebody else may still want.</summary>
    public bool OverwritesInput => layers.FirstOrDefault(layer => !layer.PassesThrough)?.OverwritesInput ?? false;

    /// <summary>Whether its backward reads the values that it puts out, or something may still be done to them in their place.</summary>
    public bool KeepsOutput
    {
        get
        {
            for (var i = layers.Length - 1; i >= 0; i--)
            {
                if (layers[i].KeepsOutput && !layers[i].PassesThrough)
                {
                    return true;
                }

                if (!layers[i].OverwritesInput && !layers[i].PassesThrough)
                {
                    return false;
                }
            }

            return false;
        }
    }

    /// <summary>Whether its backward overwrites the gradients of its output.</summary>
    public bool OverwritesGradients => layers.LastOrDefault(layer => !layer.PassesThrough)?.OverwritesGradients ?? false;

    /// <summary>Makes the workers, tells each where it stands and who its neighbours are.</summary>
    /// <exception cref="SpecException">The layers do not fit together; the message names the layer.</exception>
    public static LayerSequence Build(IReadOnlyList<LayerSpec> specs, LayerBuild build)
    {
        build.Count(specs.Count);
        var outer = build.Place;
        var layers = new Layer[specs.Count];
        for (var i = 0; i < layers.Length; i++)
        {
            var place = outer.Inside(i, specs[i]);
            var spec = specs[i] ?? throw new SpecException($"Layer #{place.Position} is null; expected a layer.");
            var (line, parameters) = (build.Summary.Count, build.Parameters.Count);
            build.Place = place;
            build.CheckName(spec);
            layers[i] = spec.Build(build);
            layers[i].Place = build.Place = place;
            build.Summarize(line, parameters, layers[i]);
            build.Source = place.Label;
            if (i > 0)
            {
                (layers[i].Previous, layers[i - 1].Next) = (layers[i - 1], layers[i]);
            }
        }

        build.Place = outer;
        return new LayerSequence(layers);
    }

    /// <summary>As <see cref="Layer.CheckDevice"/>.</summary>
    public void CheckDevice(Device device)
    {
        foreach (var layer in layers)
        {
            layer.CheckDevice(device);
        }
    }

    /// <summary>Wires input to output.</summary>
    public Activations Bind(NetworkMemory memory, Activations input)
    {
        foreach (var layer in layers)
        {
            input = layer.Bind(memory, input);
        }

        return input;
    }

    public void Initialize(ulong seed)
    {
        foreach (var layer in layers)
        {
            layer.Initialize(seed);
        }
    }

    public void Forward(in Pass pass)
    {
        foreach (var layer in layers)
        {
            layer.Forward(pass);
        }
    }

    public void Backward(in Pass pass)
    {
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            layers[i].Backward(pass);
        }
    }

    public void BackwardParameters(in Pass pass)
    {
        for (var i = layers.Length - 1; i >= 0; i--)
        {
            layers[i].BackwardParameters(pass);
        }
    }

    /// <summary>What its layers do in evaluation mode, in order.</summary>
    public IReadOnlyList<EvaluationStep> InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) =>
        [.. layers.Select(layer => layer.InEvaluation(state)).OfType<EvaluationStep>()];

    public void Dispose()
    {
        foreach (var layer in layers)
        {
            layer.Dispose();
        }
    }

    private static IEnumerable<Layer> AllOf(IEnumerable<Layer> layers) => layers.SelectMany(layer => AllOf(layer.Inner).Prepend(layer));
}
