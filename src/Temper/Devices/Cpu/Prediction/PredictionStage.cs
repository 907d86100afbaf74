namespace Temper.Devices.Cpu.Prediction;

/// <summary>What a <see cref="PredictionStage"/> does.</summary>
internal enum PredictionStageKind
{
    /// <summary>y = ReLU(BatchNorm(ReLU(x W + b))), each part only if it is there.</summary>
    Product,

    /// <summary>y = Function(x), element by element.</summary>
    Elementwise,

    /// <summary>y = layer normalization of x.</summary>
    LayerNorm,

    /// <summary>Keeps x in a slot; x goes on.</summary>
    Keep,

    /// <summary>y = x + what was kept in a slot.</summary>
    AddKept,
}

/// <summary>
/// A step of a net in evaluation mode: a Linear with what follows it element by element, or one
/// of the others. A Linear's bias and BatchNorm's numbers are padded with zeros to whole panels.
/// </summary>
internal unsafe struct PredictionStage
{
    public PredictionStageKind Kind;

    /// <summary>How many residuals it is inside of: where <see cref="PredictionStageKind.Keep"/> keeps.</summary>
    public int Slot;
    public int InFeatures;
    public int OutFeatures;

    /// <summary>W, one panel of columns after the other, each [in, its columns]; null: y begins with x.</summary>
    public float* Weight;

    /// <summary>Or null.</summary>
    public float* Bias;

    public bool ReluBeforeNorm;

    /// <summary>BatchNorm's running mean, or null where there is no BatchNorm.</summary>
    public float* Mean;

    /// <summary>1 / sqrt(running variance + eps).</summary>
    public float* Inverse;

    /// <summary>Weight of either normalization; null where layer normalization has none.</summary>
    public float* Scale;
    public float* Shift;

    public bool ReluAfterNorm;

    /// <summary>Added to a row's variance.</summary>
    public double Eps;

    /// <summary>(options, x, y, count), and its options.</summary>
    public delegate*<void*, float*, float*, int, void> Function;
    public void* Formula;
}
