using System.Text.Json.Serialization;

namespace Temper.Layers;

/// <summary>A layer as a description; <see cref="Layer"/> does the work. A net is a list of them, and a layer may hold layers.</summary>
/// <remarks>To add one: a file with its record and its Layer, and its line here.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), nameof(Linear))]
[JsonDerivedType(typeof(ReLU), nameof(ReLU))]
[JsonDerivedType(typeof(LeakyReLU), nameof(LeakyReLU))]
[JsonDerivedType(typeof(GELU), nameof(GELU))]
[JsonDerivedType(typeof(Tanh), nameof(Tanh))]
[JsonDerivedType(typeof(Sigmoid), nameof(Sigmoid))]
[JsonDerivedType(typeof(Dropout), nameof(Dropout))]
[JsonDerivedType(typeof(BatchNorm1d), nameof(BatchNorm1d))]
[JsonDerivedType(typeof(LayerNorm), nameof(LayerNorm))]
[JsonDerivedType(typeof(Flatten), nameof(Flatten))]
[JsonDerivedType(typeof(Residual), nameof(Residual))]
public abstract record LayerSpec
{
    /// <summary>Prefix of its parameters' names; null for its position, as in PyTorch's nn.Sequential.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Whether it is what makes a net more than a product: regularizers act at such layers. Default false.</summary>
    [JsonIgnore]
    internal virtual bool IsActivation => false;

    /// <summary>Layers that it holds; those that hold any are walked by <see cref="LayerTree"/>.</summary>
    internal virtual IReadOnlyList<LayerSpec> Inner => [];

    /// <summary>Features that its input must have; null (the default) where any will do.</summary>
    internal virtual int? WantedFeatures => null;

    /// <summary>Features of its output; null (the default) for those of its input.</summary>
    internal virtual int? GivenFeatures => null;

    /// <summary>Declares the layer's parameters and makes its worker.</summary>
    internal abstract Layer Build(LayerBuild build);

    /// <summary>The same holding other layers.</summary>
    internal virtual LayerSpec WithInner(IReadOnlyList<LayerSpec> layers) => this;
}
