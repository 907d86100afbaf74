using Temper.Layers;

namespace Temper.Export;

/// <summary>Makes a BatchNorm part of the Linear right before it, in the net and in each branch; never across a branch's edge.</summary>
internal static class BatchNormFolding
{
    /// <summary>The steps with every such pair as one Linear; a BatchNorm behind anything else stays.</summary>
    public static IReadOnlyList<EvaluationStep> Fold(IReadOnlyList<EvaluationStep> steps)
    {
        var folded = new List<EvaluationStep>();
        foreach (var step in steps)
        {
            if (step is BatchNormStep norm && folded.Count > 0 && folded[^1] is LinearStep linear)
            {
                folded[^1] = Fold(linear, norm);
            }
            else
            {
                folded.Add(step is ResidualStep residual ? residual with { Branch = Fold(residual.Branch) } : step);
            }
        }

        return folded;
    }

    private static LinearStep Fold(LinearStep linear, BatchNormStep norm)
    {
        var weight = new float[linear.Weight.Length];
        var bias = new float[linear.OutFeatures];
        for (var o = 0; o < bias.Length; o++)
        {
            var scale = norm.Weight[o] / Math.Sqrt(norm.Variance[o] + norm.Eps);
            for (var i = o * linear.InFeatures; i < (o + 1) * linear.InFeatures; i++)
            {
                weight[i] = (float)(linear.Weight[i] * scale);
            }

            bias[o] = (float)((((linear.Bias?[o] ?? 0.0) - norm.Mean[o]) * scale) + norm.Bias[o]);
        }

        return linear with { Weight = weight, Bias = bias };
    }
}
