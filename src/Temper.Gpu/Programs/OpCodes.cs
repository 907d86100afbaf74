namespace Temper.Gpu.Programs;

/// <summary>Word: the batch's first row number.</summary>
internal record struct GatherCode(int Pixels, int Features, int Rows, int Table, int Output, int Indices) : IOpCode
{
    public static OpKind Kind => OpKind.Gather;

    public static int Words => 1;
}

internal record struct LinearForwardCode(int Input, int Weight, int Bias, int Output, int Rows, int In, int Out) : IOpCode
{
    public static OpKind Kind => OpKind.LinearForward;
}

internal record struct LinearBackwardInputCode(int OutputGradient, int Weight, int InputGradient, int Rows, int In, int Out) : IOpCode
{
    public static OpKind Kind => OpKind.LinearBackwardInput;
}

internal record struct LinearBackwardParametersCode(
    int Input, int OutputGradient, int WeightGradient, int BiasGradient, int Rows, int In, int Out) : IOpCode
{
    public static OpKind Kind => OpKind.LinearBackwardParameters;
}

internal record struct ReluForwardCode(int Values, int Length, int Rows) : IOpCode
{
    public static OpKind Kind => OpKind.ReluForward;
}

/// <summary>Word: the scale.</summary>
internal record struct ReluBackwardCode(int Output, int Gradient, int Length, int Rows) : IOpCode
{
    public static OpKind Kind => OpKind.ReluBackward;

    public static int Words => 1;
}

/// <summary>Words: the stream's two keys and three counters, the threshold, the scale.</summary>
internal record struct DropoutCode(int Values, int Length, int Rows) : IOpCode
{
    public static OpKind Kind => OpKind.Dropout;

    public static int Words => 7;
}

/// <summary>Words: eps, momentum.</summary>
internal record struct BatchNormTrainCode(
    int Input,
    int Output,
    int Length,
    int Rows,
    int Weight,
    int Bias,
    int RunningMean,
    int RunningVariance,
    int BatchMean,
    int BatchInverse) : IOpCode
{
    public static OpKind Kind => OpKind.BatchNormTrain;

    public static int Words => 2;
}

/// <summary>Word: eps.</summary>
internal record struct BatchNormEvaluateCode(
    int Input, int Output, int Length, int Rows, int Weight, int Bias, int RunningMean, int RunningVariance) : IOpCode
{
    public static OpKind Kind => OpKind.BatchNormEvaluate;

    public static int Words => 1;
}

internal record struct BatchNormBackwardCode(
    int Input, int Gradient, int Length, int Rows, int Weight, int BatchMean, int BatchInverse, int WeightGradient, int BiasGradient) : IOpCode
{
    public static OpKind Kind => OpKind.BatchNormBackward;
}

/// <summary>Word: the batch's first row number.</summary>
internal record struct OneHotCode(int Labels, int Indices, int Rows, int Classes, int Targets) : IOpCode
{
    public static OpKind Kind => OpKind.OneHot;

    public static int Words => 1;
}

/// <summary>Words: where the result goes, label smoothing.</summary>
internal record struct CrossEntropyCode(int Logits, int Targets, int Rows, int Classes, int Gradient) : IOpCode
{
    public static OpKind Kind => OpKind.CrossEntropy;

    public static int Words => 2;
}

internal record struct UpdateCode(
    int Parameters, int Gradients, int State0, int State1, int State2, int Length, int SpendsGradients, int Rule) : IOpCode
{
    public static OpKind Kind => OpKind.Update;
}

internal record struct SumOfSquaresCode(int Values, int Length, int Scratch) : IOpCode
{
    public static OpKind Kind => OpKind.SumOfSquares;
}

/// <summary>Word: the limit.</summary>
internal record struct ClipNormCode(int Gradients, int Length, int Scratch) : IOpCode
{
    public static OpKind Kind => OpKind.ClipNorm;

    public static int Words => 1;
}

/// <summary>Word: the factor.</summary>
internal record struct ScaleCode(int Values, int Length) : IOpCode
{
    public static OpKind Kind => OpKind.Scale;

    public static int Words => 1;
}

/// <summary>Word: where it goes.</summary>
internal record struct CopyCode(int Source, int Length) : IOpCode
{
    public static OpKind Kind => OpKind.Copy;

    public static int Words => 1;
}

internal record struct ClearCode(int Values, int Length) : IOpCode
{
    public static OpKind Kind => OpKind.Clear;
}
