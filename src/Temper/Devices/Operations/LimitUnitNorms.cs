namespace Temper.Devices.Operations;

/// <summary>
/// Scales each unit's incoming weights, a column of the weight, down to a Euclidean norm: column *= min(1, Limit / norm) (max-norm: Srebro et al.,
/// NIPS 2005; Srivastava et al., JMLR 2014).
/// </summary>
/// <remarks>
/// Norms and quotients are computed in 64 bits on every device, a column's squares added row by row. Units at or below the limit keep their bits. The
/// others end at most one rounding of their weights above it: norm &lt;= Limit * (1 + 2^-24) in 32 bits, unless they are so small (below 1e-38) that
/// floats lose digits. A unit whose norm is not finite, because a weight is infinite or NaN, stays as it is, so that the loss tells of it; finite
/// floats of any size have a finite norm.
/// </remarks>
/// <param name="Weight">[in, out].</param>
/// <param name="In">Input features.</param>
/// <param name="Out">Output features: units.</param>
/// <param name="Limit">Largest norm, at least 0; 0 makes every finite weight 0.</param>
public readonly record struct LimitUnitNorms(View Weight, int In, int Out, double Limit) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Weight];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var w = ReferenceBuffer.Of(Weight);
        for (var o = 0; o < Out; o++)
        {
            var sum = 0.0;
            for (var i = 0; i < In; i++)
            {
                sum += w[(i * Out) + o] * w[(i * Out) + o];
            }

            var factor = Factor(sum, Limit);
            for (var i = 0; i < In; i++)
            {
                w[(i * Out) + o] *= factor;
            }
        }
    }

    /// <summary>What weights of that sum of squares are multiplied by.</summary>
    internal static double Factor(double sumOfSquares, double limit)
    {
        var norm = Math.Sqrt(sumOfSquares);
        return norm > limit && double.IsFinite(norm) ? limit / norm : 1;
    }
}
