namespace Temper.Devices.Operations;

/// <summary>Target = Target + Source, or, where the sum has a place of its own, Target = Other + Source.</summary>
/// <param name="Target">[rows, features], overwritten.</param>
/// <param name="Source">[rows, features].</param>
/// <param name="Other">[rows, features]: what is added to; the target itself for a sum in place.</param>
/// <param name="Rows">Rows of the batch.</param>
public readonly record struct Add(View Target, View Source, View Other, int Rows) : IOperation
{
    /// <inheritdoc/>
    public IReadOnlyList<View> Written => [Target];

    /// <inheritdoc/>
    public void ComputeReference()
    {
        var source = ReferenceBuffer.Of(Source);
        var other = ReferenceBuffer.Of(Other);
        var target = ReferenceBuffer.Of(Target);
        for (var i = 0; i < target.Length; i++)
        {
            target[i] = other[i] + source[i];
        }
    }
}
