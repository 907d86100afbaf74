namespace Temper.Gpu.Kernels;

/// <summary>
/// What can happen to a tile between a product and memory, as numbers [kind, word, v0, v1, ...]: word is the stage's first word in the net's
/// line, v are offsets into the net's memory.
/// </summary>
internal static class StageKind
{
    /// <summary>Numbers that describe a stage.</summary>
    public const int Length = 10;

    /// <summary>value += v0[column].</summary>
    public const int Bias = 0;

    /// <summary>v0[row][column] = value.</summary>
    public const int Store = 1;

    /// <summary>value = max(value, 0).</summary>
    public const int Relu = 2;

    /// <summary>value = v0[row][column] > 0 ? scale * value : 0; words: scale.</summary>
    public const int ReluBackward = 3;

    /// <summary>Dropout; words: key (2), counter (3), threshold, scale.</summary>
    public const int Dropout = 4;

    /// <summary>Batch normalization in evaluation; v: weight, bias, running mean, running variance; words: eps.</summary>
    public const int BatchNormEvaluate = 5;

    /// <summary>From here on, stages look at whole columns; the tile must hold all rows.</summary>
    public const int FirstOfColumns = 6;

    /// <summary>
    /// Batch normalization in training; v: weight, bias, running mean, running
    /// variance, batch mean, batch inverse deviation; words: eps, momentum.
    /// </summary>
    public const int BatchNormTrain = 6;

    /// <summary>Its backward; v: input, weight, batch mean, batch inverse deviation, weight gradient, bias gradient.</summary>
    public const int BatchNormBackward = 7;
}
