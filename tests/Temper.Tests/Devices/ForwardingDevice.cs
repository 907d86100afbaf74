using Temper.Devices;
using Temper.Devices.Cpu;

namespace Temper.Tests.Devices;

/// <summary>The processor under another name, for tests that change something about it.</summary>
internal class ForwardingDevice : Device
{
    private readonly CpuDevice inner = new(threads: 1);

    public override string Name => "gpu";

    public override string Description => "a test's";

    public override string Arithmetic => "gpu";

    /// <summary>Numbers that the processor keeps for itself.</summary>
    public long Scratch => inner.Scratch;

    /// <summary>Numbers and row numbers that were ever allocated.</summary>
    public long Allocated { get; private set; }

    public override DeviceBuffer Allocate(int length)
    {
        Allocated += length;
        return inner.Allocate(length);
    }

    public override IndexBuffer AllocateIndices(int length)
    {
        Allocated += length;
        return inner.AllocateIndices(length);
    }

    public override ByteBuffer Upload(byte[] bytes) => inner.Upload(bytes);

    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output) =>
        inner.Gather(pixels, batch, table, features, output);

    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape) =>
        inner.LinearForward(input, weight, bias, output, shape);

    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape) =>
        inner.LinearBackwardInput(outputGradient, weight, inputGradient, shape);

    public override void LinearBackwardParameters(View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape) =>
        inner.LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape);

    public override void ReluForward(View values, int rows) => inner.ReluForward(values, rows);

    public override void ReluBackward(View output, View gradient, double scale, int rows) => inner.ReluBackward(output, gradient, scale, rows);

    public override void Dropout(View values, DropoutMask mask, int rows) => inner.Dropout(values, mask, rows);

    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum) =>
        inner.BatchNormTrain(input, output, views, rows, eps, momentum);

    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps) =>
        inner.BatchNormEvaluate(input, output, views, rows, eps);

    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows) =>
        inner.BatchNormBackward(input, gradient, views, rows);

    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result) =>
        inner.CrossEntropy(logits, labels, batch, classes, labelSmoothing, logitsGradient, result);

    public override double SumOfSquares(View values) => inner.SumOfSquares(values);

    public override void Scale(View values, double factor) => inner.Scale(values, factor);

    public override void Copy(View source, View target) => inner.Copy(source, target);

    protected override Updater<TRule> CreateUpdater<TRule>() => new Forward<TRule>(inner);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private sealed class Forward<TRule>(CpuDevice inner) : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views) => inner.Update(rule, views);
    }
}
