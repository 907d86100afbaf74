namespace Temper.Gpu.Programs;

/// <summary>How many words each operation has.</summary>
internal static class OpWords
{
    public static int Of(OpKind kind) => kind switch
    {
        OpKind.Gather => 1,
        OpKind.ReluBackward => 1,
        OpKind.Dropout => 7,
        OpKind.BatchNormTrain => 2,
        OpKind.BatchNormEvaluate => 1,
        OpKind.CrossEntropy => 3,
        OpKind.ClipNorm => 1,
        OpKind.Scale => 1,
        OpKind.Copy => 1,
        _ => 0,
    };
}
