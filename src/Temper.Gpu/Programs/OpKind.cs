namespace Temper.Gpu.Programs;

/// <summary>The operations of a device as they are written down.</summary>
internal enum OpKind
{
    Gather,
    LinearForward,
    LinearBackwardInput,
    LinearBackwardParameters,
    ReluForward,
    ReluBackward,
    Dropout,
    BatchNormTrain,
    BatchNormEvaluate,
    BatchNormBackward,
    OneHot,
    CrossEntropy,
    Update,
    SumOfSquares,
    ClipNorm,
    Scale,
    Copy,
    Clear,
}
