using System.Text.Json.Serialization;

namespace Temper.Layers;

/// <summary>How <see cref="GELU"/> is computed, by PyTorch's names.</summary>
public enum GeluApproximation
{
    /// <summary>"none": x times the normal distribution function, exactly.</summary>
    [JsonStringEnumMemberName("none")]
    None,

    /// <summary>"tanh": the approximation with the hyperbolic tangent.</summary>
    [JsonStringEnumMemberName("tanh")]
    Tanh,
}
