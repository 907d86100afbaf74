namespace Temper.Devices.Cpu;

/// <summary>
/// A Linear and what follows it element by element, in evaluation mode: y = ReLU(BatchNorm(ReLU(x W + b))), each part only if
/// it is there. Bias and BatchNorm's numbers are padded with zeros to whole panels.
/// </summary>
internal unsafe struct PredictionStage
{
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
    public float* Scale;
    public float* Shift;

    public bool ReluAfterNorm;
}
