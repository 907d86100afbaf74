using System.Text.Json.Serialization;

namespace Temper.Layers;

/// <summary>A layer as a description; <see cref="Layer"/> does the work. A net is a list of them.</summary>
/// <remarks>To add one: a file with its record and its Layer, and its line here.</remarks>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Linear), nameof(Linear))]
[JsonDerivedType(typeof(ReLU), nameof(ReLU))]
[JsonDerivedType(typeof(Dropout), nameof(Dropout))]
[JsonDerivedType(typeof(BatchNorm1d), nameof(BatchNorm1d))]
public abstract record LayerSpec
{
    /// <summary>Prefix of its parameters' names; null for its position, as in PyTorch's nn.Sequential.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Whether it is what makes a net more than a product: regularizers act at such layers. Default false.</summary>
    [JsonIgnore]
    internal virtual bool IsActivation => false;

    /// <summary>Declares the layer's parameters and makes its worker.</summary>
    internal abstract Layer Build(LayerBuild build);
}
