using Temper.Devices;
using Temper.Devices.Cpu;

namespace Tf32Effect;

/// <summary>
/// The CPU with the arithmetic of --precision tf32: the factors of every matrix product are rounded to 10 bits of mantissa, to nearest with ties
/// away from 0, as the GPU's kernels do before the tensor cores; sums stay in 32 bits. Slow, since factors are copied for each product.
/// </summary>
internal sealed class Tf32Device : Device
{
    private readonly CpuDevice inner = new(threads: 1);
    private readonly List<DeviceBuffer> scratch = [];
    private float[] host = [];

    public override string Name => "cpu-tf32";

    public override string Description => "factors of products rounded to tf32";

    public override DeviceBuffer Allocate(int length) => inner.Allocate(length);

    public override IndexBuffer AllocateIndices(int length) => inner.AllocateIndices(length);

    public override ByteBuffer Upload(byte[] bytes) => inner.Upload(bytes);

    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output) =>
        inner.Gather(pixels, batch, table, features, output);

    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape) =>
        inner.LinearForward(Rounded(input, 0), Rounded(weight, 1), bias, output, shape);

    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape) =>
        inner.LinearBackwardInput(Rounded(outputGradient, 0), Rounded(weight, 1), inputGradient, shape);

    public override void LinearBackwardParameters(View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape) =>
        inner.LinearBackwardParameters(Rounded(input, 0), Rounded(outputGradient, 1), weightGradient, biasGradient, shape);

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

    protected override Updater<TRule> CreateUpdater<TRule>() => new ForwardedUpdater<TRule>(inner);

    protected override void Dispose(bool disposing)
    {
        foreach (var buffer in scratch)
        {
            buffer.Dispose();
        }

        inner.Dispose();
        base.Dispose(disposing);
    }

    private View Rounded(View view, int place)
    {
        if (host.Length < view.Length)
        {
            host = new float[view.Length];
        }

        var numbers = host.AsSpan(0, view.Length);
        view.Read(numbers);
        foreach (ref var number in numbers)
        {
            number = BitConverter.UInt32BitsToSingle((BitConverter.SingleToUInt32Bits(number) + 0x1000u) & 0xFFFFE000u);
        }

        var copy = Scratch(place, view.Length);
        copy.Write(numbers);
        return copy;
    }

    private View Scratch(int place, int length)
    {
        while (scratch.Count <= place)
        {
            scratch.Add(inner.Allocate(length));
        }

        if (scratch[place].Length < length)
        {
            scratch[place].Dispose();
            scratch[place] = inner.Allocate(length);
        }

        return scratch[place].All.Slice(0, length);
    }

    private sealed class ForwardedUpdater<TRule>(Device device) : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views) => device.Update(rule, views);
    }
}
