using ILGPU;
using Temper.Devices;

namespace Temper.Gpu.Kernels;

/// <summary>Stages that look at one element at a time.</summary>
internal static class ElementStages
{
    /// <summary>One stage on one element.</summary>
    /// <param name="context">The batch of nets.</param>
    /// <param name="net">This net's memory.</param>
    /// <param name="stage">First number of the stage.</param>
    /// <param name="row">The element's row in the matrix.</param>
    /// <param name="column">Its column, by which biases and BatchNorm's numbers are found.</param>
    /// <param name="features">Columns of the matrix.</param>
    /// <param name="value">What the stage before made of it.</param>
    public static float Apply(KernelContext context, ArrayView<float> net, int stage, int row, int column, int features, float value)
    {
        var kind = context.Stages[stage];
        var offset = context.Stages[stage + 2];
        var place = (row * features) + column;
        if (kind == StageKind.Bias)
        {
            return value + net[offset + column];
        }

        if (kind == StageKind.Store)
        {
            net[offset + place] = value;
            return value;
        }

        if (kind == StageKind.Relu)
        {
            // In this form NaN stays NaN.
            return value <= 0 ? 0 : value;
        }

        if (kind == StageKind.ReluBackward)
        {
            return net[offset + place] > 0 ? context.Number(context.Stages[stage + 1]) * value : 0;
        }

        if (kind == StageKind.Dropout)
        {
            return Dropout(context, context.Line + context.Stages[stage + 1], place, value);
        }

        return BatchNormEvaluate(context, net, stage, column, value);
    }

    /// <summary>See <see cref="DropoutMask"/>: the same words as on the CPU.</summary>
    private static float Dropout(KernelContext context, int word, int element, float value)
    {
        var (w0, w1, w2, w3) = Philox.Generate(
            (uint)(((element >> 6) << 4) | (element & 15)),
            (uint)context.Words[word + 2],
            (uint)context.Words[word + 3],
            (uint)context.Words[word + 4],
            (uint)context.Words[word],
            (uint)context.Words[word + 1]);
        var part = (element >> 4) & 3;
        var random = part == 0 ? w0 : part == 1 ? w1 : part == 2 ? w2 : w3;
        var scale = Interop.IntAsFloat((uint)context.Words[word + 6]);

        // A probability of 1 has no threshold of 32 bits, but its scale is 0.
        return random >= (uint)context.Words[word + 5] && scale > 0 ? value * scale : 0;
    }

    private static float BatchNormEvaluate(KernelContext context, ArrayView<float> net, int stage, int column, float value)
    {
        var weight = context.Stages[stage + 2];
        var mean = net[context.Stages[stage + 4] + column];
        var variance = net[context.Stages[stage + 5] + column];
        var normalized = (value - mean) / MathF.Sqrt(variance + context.Number(context.Stages[stage + 1]));
        return weight < 0 ? normalized : (normalized * net[weight + column]) + net[context.Stages[stage + 3] + column];
    }
}
