namespace Temper.Prediction;

/// <summary>What one call of a <see cref="Predictor"/> asks for.</summary>
/// <param name="rows">Rows that were given.</param>
internal readonly unsafe struct PredictionRequest(int rows)
{
    /// <summary>Rows that were given.</summary>
    public int Rows { get; } = rows;

    /// <summary>The images' pixels; null for floats.</summary>
    public byte* Pixels { get; init; }

    /// <summary>The rows' numbers; null for pixels.</summary>
    public float* Floats { get; init; }

    /// <summary>Where numbers go; null where only classes are wanted.</summary>
    public float* Output { get; init; }

    /// <summary>Where classes go; null where only numbers are wanted.</summary>
    public int* Classes { get; init; }

    /// <summary>Whether the numbers are probabilities, not logits.</summary>
    public bool Softmax { get; init; }
}
