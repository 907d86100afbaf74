using Temper.Devices;
using Temper.Devices.Operations;

namespace Temper.Layers;

/// <summary>
/// Drops each element with probability P in training and multiplies the others by 1 / (1 - P); does nothing in
/// evaluation (Srivastava et al., JMLR 2014; PyTorch's nn.Dropout).
/// </summary>
/// <param name="P">Probability to drop, 0 to 1; default 0.5.</param>
public sealed record Dropout(double P = 0.5) : LayerSpec
{
    internal override Layer Build(LayerBuild build)
    {
        if (P is not (>= 0 and <= 1))
        {
            throw new SpecException(FormattableString.Invariant($"{build.Label} needs a probability from 0 to 1, received {P}."));
        }

        return new DropoutLayer(P, build.NextOrdinal(RandomPurpose.Dropout));
    }
}

/// <summary>Forward and backward of <see cref="Dropout"/>, in place; the mask is made again in backward.</summary>
internal sealed class DropoutLayer(double p, uint ordinal) : Layer
{
    private Device device = null!;
    private Activations values;

    public override string Description => FormattableString.Invariant($"Dropout(p={p})");

    /// <summary>What kept elements are multiplied by.</summary>
    public double Scale => new DropoutMask(default, p).Scale;

    public override bool KeepsOutput => false;

    public override Activations Bind(NetworkMemory memory, Activations input)
    {
        device = memory.Device;
        return values = input;
    }

    public override void Forward(in Pass pass)
    {
        if (pass.Training && p > 0)
        {
            device.Run(new ApplyDropout(values.ValuesOf(pass.Rows), Mask(pass), pass.Rows));
        }
    }

    public override void Backward(in Pass pass)
    {
        // A ReLU right before does it with its own.
        if (p > 0 && Previous is not ReLULayer && !values.Gradients.IsEmpty)
        {
            device.Run(new ApplyDropout(values.GradientsOf(pass.Rows), Mask(pass), pass.Rows));
        }
    }

    public override EvaluationStep? InEvaluation(IReadOnlyDictionary<string, NamedTensor> state) => null;

    private DropoutMask Mask(in Pass pass) =>
        new(new Philox(pass.Seed, RandomPurpose.Dropout, ordinal, (ulong)pass.Step), p);
}
