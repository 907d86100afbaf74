using Temper.Layers;

namespace Temper.Lab.Benchmarks;

/// <summary>
/// The useful floating-point operations of a net's passes: those of its matrix products, and nothing else. A multiply and
/// an add are two operations. Biases, activations, dropout, batch normalization, loss and optimizer are not counted, so
/// that a share of the processor's peak is never made better by work that need not be done.
/// </summary>
public sealed class StepArithmetic
{
    private readonly long forwardPerRow;
    private readonly long backwardPerRow;

    private StepArithmetic(long forwardPerRow, long backwardPerRow)
    {
        this.forwardPerRow = forwardPerRow;
        this.backwardPerRow = backwardPerRow;
    }

    /// <summary>Counts a net's products.</summary>
    /// <param name="layers">The net.</param>
    /// <param name="inFeatures">Features of its input, at least 1.</param>
    public static StepArithmetic Of(IReadOnlyList<LayerSpec> layers, int inFeatures)
    {
        ArgumentNullException.ThrowIfNull(layers);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(inFeatures);
        long forward = 0;
        long backward = 0;
        long features = inFeatures;
        var learnsBefore = false;
        foreach (var layer in LayerTree.All(layers))
        {
            if (layer is Linear linear)
            {
                var product = 2 * features * linear.OutFeatures;
                forward += product;

                // The weight gradient always; the input gradient only if a layer further down learns from it.
                backward += learnsBefore ? 2 * product : product;
                features = linear.OutFeatures;
            }

            learnsBefore |= layer is Linear or BatchNorm1d { Affine: true } or LayerNorm { Affine: true };
        }

        return new StepArithmetic(forward, backward);
    }

    /// <summary>FLOP of a forward pass, which is all that validation does.</summary>
    /// <param name="rows">Rows of the batch, or of all batches together.</param>
    public long Forward(long rows) => rows * forwardPerRow;

    /// <summary>FLOP of a training step: forward, weight gradients, and the input gradients that somebody needs.</summary>
    /// <param name="rows">Rows of the batch, or of all batches together.</param>
    public long Step(long rows) => rows * (forwardPerRow + backwardPerRow);
}
