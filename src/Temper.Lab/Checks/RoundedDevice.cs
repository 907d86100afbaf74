using Temper.Devices;

namespace Temper.Lab.Checks;

/// <summary>
/// The reference with made-up roundings: every number that an operation writes is moved up or down by one rounding, at random, and so are the factors of
/// matrix products. It strays from the reference as a device of that precision does that is not wrong.
/// </summary>
/// <remarks>
/// Roundings at every operation, and not once in the initial weights: BatchNorm's backward makes gradients that should cancel to nothing and do not quite,
/// Adam makes whole steps of them, and none of that shows in 64 bits. What is exact in any precision (ReLU, zeros, masks) stays exact here.
/// </remarks>
/// <param name="rounding">Relative size of a rounding.</param>
/// <param name="factorRounding">The same of the factors of a matrix product.</param>
/// <param name="draw">Which of several.</param>
internal sealed class RoundedDevice(double rounding, double factorRounding, int draw) : Device
{
    private readonly ReferenceDevice inner = new();
    private ulong random = 0x9E3779B97F4A7C15 * ((ulong)draw + 1);

    /// <summary>With larger roundings than a device's, as <see cref="LossTolerance"/> wants them.</summary>
    /// <param name="productRounding">The device's rounding of factors; everything else is in single precision.</param>
    /// <param name="draw">Which of several.</param>
    public static RoundedDevice Magnified(double productRounding, int draw) =>
        new(LossTolerance.Magnified * DeviceCheckSettings.SinglePrecision, LossTolerance.Magnified * productRounding, draw);

    public override string Name => "rounded";

    public override string Description => "the reference, rounded";

    public override DeviceBuffer Allocate(int length) => inner.Allocate(length);

    public override IndexBuffer AllocateIndices(int length) => inner.AllocateIndices(length);

    public override ByteBuffer Upload(byte[] bytes) => inner.Upload(bytes);

    public override void Gather(ByteBuffer pixels, Batch batch, View table, int features, View output)
    {
        inner.Gather(pixels, batch, table, features, output);
        Round(output);
    }

    public override void LinearForward(View input, View weight, View bias, View output, LinearShape shape)
    {
        using (RoundedFactors(input, weight))
        {
            inner.LinearForward(input, weight, bias, output, shape);
        }

        Round(output);
    }

    public override void LinearBackwardInput(View outputGradient, View weight, View inputGradient, LinearShape shape)
    {
        using (RoundedFactors(outputGradient, weight))
        {
            inner.LinearBackwardInput(outputGradient, weight, inputGradient, shape);
        }

        Round(inputGradient);
    }

    public override void LinearBackwardParameters(View input, View outputGradient, View weightGradient, View biasGradient, LinearShape shape)
    {
        using (RoundedFactors(input, outputGradient))
        {
            inner.LinearBackwardParameters(input, outputGradient, weightGradient, biasGradient, shape);
        }

        Round(weightGradient);
        Round(biasGradient);
    }

    public override void ReluForward(View values, int rows) => inner.ReluForward(values, rows);

    public override void ReluBackward(View output, View gradient, double scale, int rows) => inner.ReluBackward(output, gradient, scale, rows);

    public override void Dropout(View values, DropoutMask mask, int rows) => inner.Dropout(values, mask, rows);

    public override void BatchNormTrain(View input, View output, in BatchNormViews views, int rows, double eps, double momentum)
    {
        inner.BatchNormTrain(input, output, views, rows, eps, momentum);
        Round(output);
        Round(views.BatchMean);
        Round(views.BatchInverseDeviation);
        Round(views.RunningMean);
        Round(views.RunningVariance);
    }

    public override void BatchNormEvaluate(View input, View output, in BatchNormViews views, int rows, double eps)
    {
        inner.BatchNormEvaluate(input, output, views, rows, eps);
        Round(output);
    }

    public override void BatchNormBackward(View input, View gradient, in BatchNormViews views, int rows)
    {
        // dy - mean(dy) - normalized mean(dy normalized) can cancel to nothing, where a rounding of dy is all that is left.
        var terms = gradient.ToDoubles();
        var (scale, weight) = (views.BatchInverseDeviation.ToDoubles(), views.Weight.IsEmpty ? null : views.Weight.ToDoubles());
        for (var i = 0; i < terms.Length; i++)
        {
            var f = i % scale.Length;
            terms[i] *= scale[f] * (weight?[f] ?? 1);
        }

        inner.BatchNormBackward(input, gradient, views, rows);
        Round(gradient, terms);
        Round(views.WeightGradient);
        Round(views.BiasGradient);
    }

    public override void CrossEntropy(
        View logits, ByteBuffer labels, Batch batch, int classes, double labelSmoothing, View logitsGradient, View result)
    {
        inner.CrossEntropy(logits, labels, batch, classes, labelSmoothing, logitsGradient, result);
        if (!logitsGradient.IsEmpty)
        {
            // (p - 1) / rows for the label's class: a rounding of p is more than one of the difference.
            var rows = logitsGradient.Length / classes;
            Round(logitsGradient, [.. logitsGradient.ToDoubles().Select(gradient => gradient < 0 ? gradient + (1.0 / rows) : gradient)]);
        }

        Round(result.Slice(0, 1));
    }

    public override double SumOfSquares(View values) => inner.SumOfSquares(values);

    public override void Scale(View values, double factor) => inner.Scale(values, factor);

    public override void Copy(View source, View target) => inner.Copy(source, target);

    protected override Updater<TRule> CreateUpdater<TRule>() => new RoundedUpdater<TRule>(this);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private void Round(View view) => Round(view, rounding);

    private void Round(View view, double size)
    {
        if (view.IsEmpty)
        {
            return;
        }

        var values = view.ToDoubles();
        foreach (ref var value in values.AsSpan())
        {
            value *= 1 + UpOrDown(size);
        }

        view.Write(values);
    }

    /// <summary>Rounds numbers that are differences of terms of that size.</summary>
    private void Round(View view, double[] terms)
    {
        var values = view.ToDoubles();
        for (var i = 0; i < values.Length; i++)
        {
            values[i] += UpOrDown(rounding) * Math.Max(Math.Abs(values[i]), Math.Abs(terms[i]));
        }

        view.Write(values);
    }

    /// <summary>Marsaglia's xorshift: one bit is all that is wanted, millions of times.</summary>
    private double UpOrDown(double size)
    {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        return (random >> 32 & 1) == 0 ? size : -size;
    }

    /// <summary>Rounds the factors of a product until it is done.</summary>
    private Factors RoundedFactors(View one, View other)
    {
        var factors = new Factors(one, one.ToDoubles(), other, other.ToDoubles());
        Round(one, factorRounding);
        Round(other, factorRounding);
        return factors;
    }

    private readonly record struct Factors(View One, double[] OneExact, View Other, double[] OtherExact) : IDisposable
    {
        public void Dispose()
        {
            One.Write(OneExact);
            Other.Write(OtherExact);
        }
    }

    private sealed class RoundedUpdater<TRule>(RoundedDevice device) : Updater<TRule>
        where TRule : unmanaged, IUpdateRule
    {
        public override void Run(in TRule rule, in UpdateViews views)
        {
            device.inner.Update(rule, views);
            device.Round(views.Parameters);
            device.Round(views.State0);
            device.Round(views.State1);
            device.Round(views.State2);
        }
    }
}
