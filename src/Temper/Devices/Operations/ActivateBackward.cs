namespace Temper.Devices.Operations;

/// <summary>Backward of <see cref="Activate"/>: Gradient = Gradient * Function'(Input), in place.</summary>
/// <param name="Input">[rows, features], as in forward.</param>
/// <param name="Gradient">[rows, features]: of the output, then of the input.</param>
/// <param name="Function">The activation.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct ActivateBackward(View Input, View Gradient, ActivationFunction Function, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Gradient];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var d = ReferenceBuffer.Of(Gradient);
        for (var i = 0; i < x.Length; i++)
        {
            d[i] *= Function.Derivative(x[i]);
        }
    }
}
