namespace Temper.Devices.Operations;

/// <summary>Scales a gradient down to a norm: Gradients *= min(1, Limit / (norm + 1e-6)) (torch.nn.utils.clip_grad_norm_).</summary>
/// <param name="Gradients">All gradients, changed in place.</param>
/// <param name="Limit">Largest norm.</param>
public readonly record struct ClipNorm(View Gradients, double Limit) : IOperation
{
    /// <inheritdoc/>
    public static bool IsExact => true;

    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradients];

    /// <summary>What gradients of that sum of squares are multiplied by.</summary>
    /// <param name="sumOfSquares">Square of their norm.</param>
    public double Factor(double sumOfSquares)
    {
        var factor = Limit / (Math.Sqrt(sumOfSquares) + 1e-6);
        return factor < 1 ? factor : 1;
    }

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var sum = 0.0;
        foreach (var gradient in ReferenceBuffer.Of(Gradients))
        {
            sum += gradient * gradient;
        }

        new Scale(Gradients, Factor(sum)).ComputeReference();
    }
}
