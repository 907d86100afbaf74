using Temper.Devices;
using Temper.Gpu.Kernels;
using Temper.Gpu.Programs;

namespace Temper.Gpu.Replicas;

/// <content>The operations, as they are written down.</content>
internal sealed partial class GpuDevice
{
    /// <inheritdoc/>
    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output)
    {
        writer.Add(OpKind.Gather, Bytes(pixels), features, batch.Rows, Place(table), Place(output), Indices(batch.Indices));
        writer.Word(batch.Start);
    }

    /// <inheritdoc/>
    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape) =>
        writer.Add(OpKind.LinearForward, Place(input), Place(weight), Place(bias), Place(output), shape.Rows, shape.In, shape.Out);

    /// <inheritdoc/>
    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape) =>
        writer.Add(OpKind.LinearBackwardInput, Place(outputGradient), Place(weight), Place(inputGradient), shape.Rows, shape.In, shape.Out);

    /// <inheritdoc/>
    public override void LinearBackwardParameters(View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape) =>
        writer.Add(
            OpKind.LinearBackwardParameters, Place(input), Place(outputGradient), Place(weightGradient), Place(biasGradient), shape.Rows, shape.In, shape.Out);

    /// <inheritdoc/>
    public override void ReluForward(View values, int rows) => writer.Add(OpKind.ReluForward, Place(values), values.Length, rows);

    /// <inheritdoc/>
    public override void ReluBackward(View output, View gradient, double scale, int rows)
    {
        writer.Add(OpKind.ReluBackward, Place(output), Place(gradient), gradient.Length, rows);
        writer.Word(scale);
    }

    /// <inheritdoc/>
    public override void Dropout(View values, DropoutMask mask, int rows)
    {
        writer.Add(OpKind.Dropout, Place(values), values.Length, rows);
        writer.Word((int)mask.Stream.Key0);
        writer.Word((int)mask.Stream.Key1);
        writer.Word((int)mask.Stream.Counter1);
        writer.Word((int)mask.Stream.Counter2);
        writer.Word((int)mask.Stream.Counter3);
        writer.Word((int)(uint)Math.Min(mask.Threshold, uint.MaxValue));
        writer.Word(mask.Scale);
    }

    /// <inheritdoc/>
    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum)
    {
        writer.Add(
            OpKind.BatchNormTrain,
            Place(input), Place(output), input.Length, rows,
            Place(views.Weight), Place(views.Bias), Place(views.RunningMean), Place(views.RunningVariance),
            Place(views.BatchMean), Place(views.BatchInverseDeviation));
        writer.Word(eps);
        writer.Word(momentum);
    }

    /// <inheritdoc/>
    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps)
    {
        writer.Add(
            OpKind.BatchNormEvaluate,
            Place(input), Place(output), input.Length, rows,
            Place(views.Weight), Place(views.Bias), Place(views.RunningMean), Place(views.RunningVariance));
        writer.Word(eps);
    }

    /// <inheritdoc/>
    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows) =>
        writer.Add(
            OpKind.BatchNormBackward,
            Place(input), Place(gradient), gradient.Length, rows,
            Place(views.Weight), Place(views.BatchMean), Place(views.BatchInverseDeviation),
            Place(views.WeightGradient), Place(views.BiasGradient));

    /// <inheritdoc/>
    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result)
    {
        // Before anything is written down: a view that is refused must not leave half an operation.
        var target = Place(result);
        writer.Add(OpKind.CrossEntropy, Place(logits), Bytes(labels), Indices(batch.Indices), batch.Rows, classes, Place(logitsGradient));
        writer.Word(batch.Start);
        writer.Word(target);
        writer.Word(labelSmoothing);
    }

    /// <inheritdoc/>
    public override double SumOfSquares(View values)
    {
        writer.Add(OpKind.SumOfSquares, Place(values), values.Length, scratch);
        Span<float> halves = stackalloc float[2];
        Read(scratch + (2 * SquaresKernels.Parts), halves);
        return BitConverter.UInt64BitsToDouble(Lanes.Joined(halves[0], halves[1]));
    }

    /// <inheritdoc/>
    public override void ClipNorm(View gradients, double limit)
    {
        writer.Add(OpKind.ClipNorm, Place(gradients), gradients.Length, scratch);
        writer.Word(limit);
    }

    /// <inheritdoc/>
    public override void Scale(View values, double factor)
    {
        writer.Add(OpKind.Scale, Place(values), values.Length);
        writer.Word(factor);
    }

    /// <inheritdoc/>
    public override void Copy(View source, View target)
    {
        var place = Place(target);
        writer.Add(OpKind.Copy, Place(source), source.Length);
        writer.Word(place);
    }

    /// <summary>Writes down an optimizer's update.</summary>
    public void WriteUpdate<TRule>(int kind, in TRule rule, in UpdateViews views)
        where TRule : unmanaged, IUpdateRule
    {
        if (writer.RuleKind >= 0 && writer.RuleKind != kind)
        {
            CloseBatch();
        }

        var number = writer.Rule(kind, rule);
        writer.Add(
            OpKind.Update,
            Place(views.Parameters), Place(views.Gradients), Place(views.State0), Place(views.State1), Place(views.State2),
            views.Parameters.Length, views.SpendsGradients ? 1 : 0, number);
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
        indices is GpuIndices own && ReferenceEquals(own.Device, this) ? own.Start : throw new ArgumentException("These row numbers live on another device.");

    private int Bytes(ByteBuffer bytes) =>
        bytes is GpuBytes own && ReferenceEquals(own.Device, this) ? own.Number : throw new ArgumentException("These bytes live on another device.");
}
