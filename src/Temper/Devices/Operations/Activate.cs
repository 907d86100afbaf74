namespace Temper.Devices.Operations;

/// <summary>Output = Function(Input), element by element.</summary>
/// <param name="Input">[rows, features].</param>
/// <param name="Output">[rows, features]; may be the input, but its backward needs the input as it was.</param>
/// <param name="Function">The activation.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct Activate(View Input, View Output, ActivationFunction Function, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Output];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var x = ReferenceBuffer.Of(Input);
        var y = ReferenceBuffer.Of(Output);
        for (var i = 0; i < x.Length; i++)
        {
            y[i] = Function.Value(x[i]);
        }
    }
}
