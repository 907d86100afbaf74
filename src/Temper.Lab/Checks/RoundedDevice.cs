using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Lab.Checks;

/// <summary>
/// The reference with made-up roundings: every number that an operation writes is moved up or down by one rounding, at random,
/// and so are the factors of matrix products. It strays from the reference as a device of that precision does that is not wrong.
/// </summary>
/// <remarks>
/// Roundings at every operation, and not once in the initial weights: BatchNorm's backward makes
/// gradients that should cancel to nothing and do not quite, Adam makes whole steps of them, and none
/// of that shows in 64 bits. What is exact in any precision (ReLU, zeros, masks) stays exact here.
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

    public override DataBuffer<T> Upload<T>(T[] values) => inner.Upload(values);

    public override double SumOfSquares(View values) => inner.SumOfSquares(values);

    protected override OperationRunner<TOperation> CreateRunner<TOperation>() => new RoundedRunner<TOperation>(this);

    protected override Updater<TRule> CreateUpdater<TRule>() => new RoundedUpdater<TRule>(this);

    protected override void Dispose(bool disposing)
    {
        inner.Dispose();
        base.Dispose(disposing);
    }

    private void Run<TOperation>(in TOperation operation, bool isExact)
        where TOperation : struct, IOperation
    {
        switch (operation)
        {
            case LinearForward product:
                RunProduct(operation, product.Input, product.Weight);
                break;
            case LinearBackwardInput product:
                RunProduct(operation, product.OutputGradient, product.Weight);
                break;
            case LinearBackwardParameters product:
                RunProduct(operation, product.Input, product.OutputGradient);
                break;
            case BatchNormBackward norm:
                RunBatchNormBackward(norm);
                break;
            case SoftmaxCrossEntropy loss:
                RunCrossEntropy(loss);
                break;
            default:
                inner.Run(operation);
                if (!isExact)
                {
                    Round(operation.Written);
                }

                break;
        }
    }

    private void RunProduct<TOperation>(in TOperation product, View one, View other)
        where TOperation : struct, IOperation
    {
        using (RoundedFactors(one, other))
        {
            inner.Run(product);
        }

        Round(product.Written);
    }

    private void RunBatchNormBackward(in BatchNormBackward operation)
    {
        // dy - mean(dy) - normalized mean(dy normalized) can cancel to nothing, where a rounding of dy is all that is left.
        var views = operation.Views;
        var terms = operation.Gradient.ToDoubles();
        var (scale, weight) = (views.BatchInverseDeviation.ToDoubles(), views.Weight.IsEmpty ? null : views.Weight.ToDoubles());
        for (var i = 0; i < terms.Length; i++)
        {
            var f = i % scale.Length;
            terms[i] *= scale[f] * (weight?[f] ?? 1);
        }

        inner.Run(operation);
        Round(operation.Gradient, terms);
        Round([views.WeightGradient, views.BiasGradient]);
    }

    private void RunCrossEntropy(in SoftmaxCrossEntropy operation)
    {
        inner.Run(operation);
        var gradient = operation.LogitsGradient;
        if (!gradient.IsEmpty)
        {
            // (p - 1) / rows for the label's class: a rounding of p is more than one of the difference.
            var rows = gradient.Length / operation.Classes;
            Round(gradient, [.. gradient.ToDoubles().Select(number => number < 0 ? number + (1.0 / rows) : number)]);
        }

        Round([operation.Result.Slice(0, 1)]);
    }

    private void Round(IReadOnlyList<View> views)
    {
        foreach (var view in views)
        {
            Round(view, rounding);
        }
    }

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
            device.Round([views.Parameters, views.State0, views.State1, views.State2]);
        }
    }

    private sealed class RoundedRunner<TOperation>(RoundedDevice device) : OperationRunner<TOperation>
        where TOperation : struct, IOperation
    {
        public override void Run(in TOperation operation) => device.Run(operation, TOperation.IsExact);
    }
}
