using Temper.Devices;

namespace Temper.Layers;

/// <summary>
/// What a layer does in evaluation mode, with its numbers at hand: for programs that only predict, and for other formats.
/// Dropout does nothing there and has no step.
/// </summary>
/// <param name="Name">The layer's name, as before its parameters' names.</param>
internal abstract record EvaluationStep(string Name)
{
    /// <summary>Steps inside it.</summary>
    public virtual IReadOnlyList<EvaluationStep> Inner => [];

    /// <summary>All steps, each before those inside it.</summary>
    public static IEnumerable<EvaluationStep> All(IEnumerable<EvaluationStep> steps) => steps.SelectMany(step => All(step.Inner).Prepend(step));
}

/// <summary>y = x W^T + b.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="InFeatures">Features of x.</param>
/// <param name="OutFeatures">Features of y.</param>
/// <param name="Weight">[out, in], row-major, as in PyTorch.</param>
/// <param name="Bias">[out], or null.</param>
internal sealed record LinearStep(string Name, int InFeatures, int OutFeatures, float[] Weight, float[]? Bias) : EvaluationStep(Name);

/// <summary>y = (x - mean) / sqrt(variance + eps) * weight + bias, feature by feature.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Mean">[features]: the running mean.</param>
/// <param name="Variance">[features]: the running variance.</param>
/// <param name="Weight">[features]; ones where the layer has none.</param>
/// <param name="Bias">[features]; zeros where the layer has none.</param>
/// <param name="Eps">Added to the variance.</param>
internal sealed record BatchNormStep(string Name, float[] Mean, float[] Variance, float[] Weight, float[] Bias, double Eps) : EvaluationStep(Name);

/// <summary>y = max(x, 0).</summary>
/// <param name="Name">The layer's name.</param>
internal sealed record ReLUStep(string Name) : EvaluationStep(Name);

/// <summary>y = function(x), element by element.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Function">The activation of each element.</param>
/// <param name="Operators">The same in ONNX's operators.</param>
internal sealed record ElementwiseStep(string Name, ActivationFunction Function, IReadOnlyList<ElementOperator> Operators) : EvaluationStep(Name);

/// <summary>y = (x - mean) / sqrt(variance + eps) * weight + bias, mean and biased variance being those of the row.</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Features">Features of a row.</param>
/// <param name="Weight">[features], or null.</param>
/// <param name="Bias">[features], or null.</param>
/// <param name="Eps">Added to the variance.</param>
internal sealed record LayerNormStep(string Name, int Features, float[]? Weight, float[]? Bias, double Eps) : EvaluationStep(Name);

/// <summary>y = x + branch(x).</summary>
/// <param name="Name">The layer's name.</param>
/// <param name="Branch">The branch's steps in order; empty where they do nothing.</param>
internal sealed record ResidualStep(string Name, IReadOnlyList<EvaluationStep> Branch) : EvaluationStep(Name)
{
    public override IReadOnlyList<EvaluationStep> Inner => Branch;
}
