using System.Text.Json.Serialization;

namespace Temper.Layers;

/// <summary>
/// Distributions of initial weights, by PyTorch's names (torch.nn.init). Kaiming: He, Zhang, Ren and Sun, ICCV 2015, with fan_in; Xavier: Glorot and
/// Bengio, AISTATS 2010.
/// </summary>
public enum WeightInit
{
    /// <summary>Uniform within gain sqrt(3 / in).</summary>
    [JsonStringEnumMemberName("kaiming_uniform")]
    KaimingUniform,

    /// <summary>Normal with standard deviation gain / sqrt(in).</summary>
    [JsonStringEnumMemberName("kaiming_normal")]
    KaimingNormal,

    /// <summary>Uniform within gain sqrt(6 / (in + out)).</summary>
    [JsonStringEnumMemberName("xavier_uniform")]
    XavierUniform,

    /// <summary>Normal with standard deviation gain sqrt(2 / (in + out)).</summary>
    [JsonStringEnumMemberName("xavier_normal")]
    XavierNormal,
}
