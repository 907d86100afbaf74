namespace Temper.Optimizers;

/// <summary>Which parameters weight decay pulls towards zero.</summary>
public enum WeightDecayScope
{
    /// <summary>All of them, biases and BatchNorm's scale and shift included: PyTorch's default.</summary>
    All,

    /// <summary>Only the weight matrices of Linear layers.</summary>
    Weights,
}
