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
            throw new SpecException(FormattableString.Invariant($"Dropout #{build.Position} needs a probability from 0 to 1, received {P}."));
        }

        return new DropoutLayer(P, build.NextOrdinal(nameof(Dropout))) { Name = Name };
    }
}

/// <summary>Forward and backward of <see cref="Dropout"/>, in place; the mask is made again in backward.</summary>
internal sealed class DropoutLayer(double p, uint ordinal) : Layer
{
    private Device device = null!;
    private Activations values;

    public override string Description => FormattableString.Invariant($"Dropout(p={p})");

    /// <summary>Whether the ReLU right before does this layer's backward with its own.</summary>
    public bool IsLeftToReLU { get; private set; }

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
        if (p > 0 && !IsLeftToReLU && !values.Gradients.IsEmpty)
        {
            device.Run(new ApplyDropout(values.GradientsOf(pass.Rows), Mask(pass), pass.Rows));
        }
    }

    public override EvaluationStep? InEvaluation(string name, IReadOnlyDictionary<string, NamedTensor> state) => null;

    /// <summary>Leaves the backward pass to the ReLU right before.</summary>
    public void LeaveTo(ReLULayer relu)
    {
        relu.DropoutScale = new DropoutMask(default, p).Scale;
        IsLeftToReLU = true;
    }

    private DropoutMask Mask(in Pass pass) =>
        new(new Philox(pass.Seed, RandomPurpose.Dropout, ordinal, (ulong)pass.Step), p);
}
