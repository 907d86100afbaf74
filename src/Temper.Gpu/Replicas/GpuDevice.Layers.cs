using Temper.Devices;
using Temper.Devices.Operations;
using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <content>The operations, as they are noted down.</content>
internal sealed partial class GpuDevice :
    IRuns<Gather>, IRuns<LinearForward>, IRuns<LinearBackwardInput>, IRuns<LinearBackwardParameters>,
    IRuns<ReluForward>, IRuns<ReluBackward>, IRuns<ApplyDropout>,
    IRuns<BatchNormTrain>, IRuns<BatchNormEvaluate>, IRuns<BatchNormBackward>,
    IRuns<OneHot>, IRuns<SoftmaxCrossEntropy>, IRuns<ClipNorm>, IRuns<Scale>, IRuns<Copy>
{
    void IRuns<Gather>.Run(in Gather operation)
    {
        var (pixels, batch, table, features, output) = operation;
        writer.Add(new GatherCode(Bytes(pixels), features, batch.Rows, Place(table), Place(output), Indices(batch.Indices)));
        writer.Word(batch.Start);
    }

    void IRuns<LinearForward>.Run(in LinearForward operation)
    {
        var (input, weight, bias, output, (rows, inFeatures, outFeatures)) = operation;
        writer.Add(new LinearForwardCode(Place(input), Place(weight), Place(bias), Place(output), rows, inFeatures, outFeatures));
    }

    void IRuns<LinearBackwardInput>.Run(in LinearBackwardInput operation)
    {
        var (outputGradient, weight, inputGradient, (rows, inFeatures, outFeatures)) = operation;
        writer.Add(new LinearBackwardInputCode(Place(outputGradient), Place(weight), Place(inputGradient), rows, inFeatures, outFeatures));
    }

    void IRuns<LinearBackwardParameters>.Run(in LinearBackwardParameters operation)
    {
        var (input, outputGradient, weightGradient, biasGradient, (rows, inFeatures, outFeatures)) = operation;
        writer.Add(new LinearBackwardParametersCode(
            Place(input), Place(outputGradient), Place(weightGradient), Place(biasGradient), rows, inFeatures, outFeatures));
    }

    void IRuns<ReluForward>.Run(in ReluForward operation) =>
        writer.Add(new ReluForwardCode(Place(operation.Values), operation.Values.Length, operation.Rows));

    void IRuns<ReluBackward>.Run(in ReluBackward operation)
    {
        var (output, gradient, scale, rows) = operation;
        writer.Add(new ReluBackwardCode(Place(output), Place(gradient), gradient.Length, rows));
        writer.Word(scale);
    }

    void IRuns<ApplyDropout>.Run(in ApplyDropout operation)
    {
        var (values, mask, rows) = operation;
        writer.Add(new DropoutCode(Place(values), values.Length, rows));
        writer.Word((int)mask.Stream.Key0);
        writer.Word((int)mask.Stream.Key1);
        writer.Word((int)mask.Stream.Counter1);
        writer.Word((int)mask.Stream.Counter2);
        writer.Word((int)mask.Stream.Counter3);
        writer.Word((int)(uint)Math.Min(mask.Threshold, uint.MaxValue));
        writer.Word(mask.Scale);
    }

    void IRuns<BatchNormTrain>.Run(in BatchNormTrain operation)
    {
        var (input, output, views, rows, eps, momentum) = operation;
        writer.Add(new BatchNormTrainCode(
            Place(input), Place(output), input.Length, rows,
            Place(views.Weight), Place(views.Bias), Place(views.RunningMean), Place(views.RunningVariance),
            Place(views.BatchMean), Place(views.BatchInverseDeviation)));
        writer.Word(eps);
        writer.Word(momentum);
    }

    void IRuns<BatchNormEvaluate>.Run(in BatchNormEvaluate operation)
    {
        var (input, output, views, rows, eps) = operation;
        writer.Add(new BatchNormEvaluateCode(
            Place(input), Place(output), input.Length, rows,
            Place(views.Weight), Place(views.Bias), Place(views.RunningMean), Place(views.RunningVariance)));
        writer.Word(eps);
    }

    void IRuns<BatchNormBackward>.Run(in BatchNormBackward operation)
    {
        var (input, gradient, views, rows) = operation;
        writer.Add(new BatchNormBackwardCode(
            Place(input), Place(gradient), gradient.Length, rows,
            Place(views.Weight), Place(views.BatchMean), Place(views.BatchInverseDeviation),
            Place(views.WeightGradient), Place(views.BiasGradient)));
    }

    void IRuns<OneHot>.Run(in OneHot operation)
    {
        var (labels, batch, classes, targets) = operation;
        writer.Add(new OneHotCode(Indices(labels), Indices(batch.Indices), batch.Rows, classes, Place(targets)));
        writer.Word(batch.Start);
    }

    void IRuns<SoftmaxCrossEntropy>.Run(in SoftmaxCrossEntropy operation)
    {
        // Before anything is noted down: a view that is refused must not leave half an operation.
        var (logits, targets, rows, classes, smoothing, gradient, result) = operation;
        var place = Place(result);
        writer.Add(new CrossEntropyCode(Place(logits), Place(targets), rows, classes, Place(gradient)));
        writer.Word(place);
        writer.Word(smoothing);
    }

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        writer.Add(new SumOfSquaresCode(Place(values), values.Length, scratch));
        Span<float> halves = stackalloc float[2];
        Read(scratch + (2 * SquaresKernels.Parts), halves);
        return BitConverter.UInt64BitsToDouble(WarpLanes.Joined(halves[0], halves[1]));
    }

    void IRuns<ClipNorm>.Run(in ClipNorm operation)
    {
        writer.Add(new ClipNormCode(Place(operation.Gradients), operation.Gradients.Length, scratch));
        writer.Word(operation.Limit);
    }

    void IRuns<Scale>.Run(in Scale operation)
    {
        writer.Add(new ScaleCode(Place(operation.Values), operation.Values.Length));
        writer.Word(operation.Factor);
    }

    void IRuns<Copy>.Run(in Copy operation)
    {
        var place = Place(operation.Target);
        writer.Add(new CopyCode(Place(operation.Source), operation.Source.Length));
        writer.Word(place);
    }

    /// <summary>Notes an optimizer's update down.</summary>
    public void WriteUpdate<TRule>(int kind, in TRule rule, in UpdateViews views)
        where TRule : unmanaged, IUpdateRule
    {
        if (writer.RuleKind >= 0 && writer.RuleKind != kind)
        {
            CloseBatch();
        }

        var number = writer.Rule(kind, rule);
        writer.Add(new UpdateCode(
            Place(views.Parameters), Place(views.Gradients), Place(views.State0), Place(views.State1), Place(views.State2),
            views.Parameters.Length, views.SpendsGradients ? 1 : 0, number));
    }

    private unsafe void Read(int start, Span<float> values)
    {
        fixed (float* host = values)
        {
            Wait(new Request(RequestKind.Read, start, values.Length, (nint)host));
        }
    }

    /// <summary>A view's first number in the net's memory; below 0 for the view of nothing.</summary>
    private int Place(View view) => view.Buffer switch
    {
        null => -1,
        GpuBuffer buffer when ReferenceEquals(buffer.Device, this) => buffer.Start + view.Offset,
        _ => throw new ArgumentException("These numbers live on another device."),
    };

    private int Indices(IndexBuffer indices) =>
        indices is GpuIndices own && ReferenceEquals(own.Device, this)
            ? own.Start
            : throw new ArgumentException("These row numbers live on another device.");

    private int Bytes(DataBuffer<byte> bytes) =>
        bytes is GpuBytes own && ReferenceEquals(own.Device, this) ? own.Number : throw new ArgumentException("These bytes live on another device.");
}
