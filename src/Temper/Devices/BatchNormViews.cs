namespace Temper.Devices;

/// <summary>Where one batch normalization keeps its numbers; each view has one element per feature.</summary>
/// <param name="Weight">Scale (gamma); empty without affine parameters.</param>
/// <param name="Bias">Shift (beta); empty without affine parameters.</param>
/// <param name="RunningMean">Running mean; updated by a training pass.</param>
/// <param name="RunningVariance">Running variance (of the unbiased estimate); updated by a training pass.</param>
/// <param name="BatchMean">Mean of the batch last seen in training; backward reads it.</param>
/// <param name="BatchInverseDeviation">1 / sqrt(biased variance + eps) of that batch; backward reads it.</param>
/// <param name="WeightGradient">Gradient of Weight; empty without affine parameters.</param>
/// <param name="BiasGradient">Gradient of Bias; empty without affine parameters.</param>
public readonly record struct BatchNormViews(
    View Weight,
    View Bias,
    View RunningMean,
    View RunningVariance,
    View BatchMean,
    View BatchInverseDeviation,
    View WeightGradient,
    View BiasGradient);
